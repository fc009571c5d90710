from dataclasses import dataclass

from application.identity.authenticate import Authenticate
from application.identity.authenticate_session import AuthenticateSession
from application.identity.change_password import ChangePassword
from application.identity.create_user import CreateUser
from application.identity.delete_user import DeleteUser
from application.identity.edit_user import EditUser
from application.identity.end_session import EndSession
from application.identity.end_sessions import EndSessions
from application.identity.list_sessions import ListSessions
from application.identity.log_in import LogIn
from application.identity.log_out import LogOut
from application.identity.ports import SessionTokens
from application.identity.queries import UserQueries
from application.identity.refresh_session import RefreshSession
from application.identity.register_user import RegisterUser
from application.identity.request_email_verification import RequestEmailVerification
from application.identity.request_password_reset import RequestPasswordReset
from application.identity.reset_password import ResetPassword
from application.identity.verify_email import VerifyEmail


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything anybody can do about accounts."""

    authenticate: Authenticate
    authenticate_session: AuthenticateSession
    create_user: CreateUser
    delete_user: DeleteUser
    edit_user: EditUser
    end_session: EndSession
    end_sessions: EndSessions
    list_sessions: ListSessions
    log_in: LogIn
    log_out: LogOut
    refresh_session: RefreshSession
    register_user: RegisterUser
    session_tokens: SessionTokens
    users: UserQueries
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    change_password: ChangePassword
    request_email_verification: RequestEmailVerification
    verify_email: VerifyEmail
