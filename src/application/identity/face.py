from dataclasses import dataclass

from application.identity.accept_invitation import AcceptInvitation
from application.identity.authenticate import Authenticate
from application.identity.authenticate_session import AuthenticateSession
from application.identity.begin_linking import BeginLinking
from application.identity.begin_sign_in import BeginSignIn
from application.identity.change_password import ChangePassword
from application.identity.confirm_email_change import ConfirmEmailChange
from application.identity.confirm_second_factor import ConfirmSecondFactor
from application.identity.create_api_key import CreateApiKey
from application.identity.create_user import CreateUser
from application.identity.delete_user import DeleteUser
from application.identity.edit_own_profile import EditOwnProfile
from application.identity.edit_user import EditUser
from application.identity.end_session import EndSession
from application.identity.end_sessions import EndSessions
from application.identity.export_own_account import ExportOwnAccount
from application.identity.find_user import FindUser
from application.identity.finish_sign_in import FinishSignIn
from application.identity.hold_signing_keys import HoldSigningKeys
from application.identity.invite_to_team import InviteToTeam
from application.identity.list_sessions import ListSessions
from application.identity.list_signing_keys import ListSigningKeys
from application.identity.log_in import LogIn
from application.identity.log_out import LogOut
from application.identity.offer_password_reset import OfferPasswordReset
from application.identity.offer_second_factor import OfferSecondFactor
from application.identity.ports import IdentityProviders, KeyRing, SessionTokens
from application.identity.queries import (
    ApiKeyQueries,
    ExternalIdentityQueries,
    InvitationQueries,
    SecondFactorQueries,
    UserQueries,
)
from application.identity.refresh_session import RefreshSession
from application.identity.register_user import RegisterUser
from application.identity.reinstate_user import ReinstateUser
from application.identity.remove_lost_second_factor import RemoveLostSecondFactor
from application.identity.remove_second_factor import RemoveSecondFactor
from application.identity.renew_recovery_codes import RenewRecoveryCodes
from application.identity.request_email_change import RequestEmailChange
from application.identity.request_email_verification import RequestEmailVerification
from application.identity.request_password_reset import RequestPasswordReset
from application.identity.reset_password import ResetPassword
from application.identity.revoke_api_key import RevokeApiKey
from application.identity.revoke_invitation import RevokeInvitation
from application.identity.rotate_signing_keys import RotateSigningKeys
from application.identity.suspend_user import SuspendUser
from application.identity.unlink_identity import UnlinkIdentity
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
    second_factors: SecondFactorQueries
    offer_second_factor: OfferSecondFactor
    confirm_second_factor: ConfirmSecondFactor
    remove_second_factor: RemoveSecondFactor
    remove_lost_second_factor: RemoveLostSecondFactor
    renew_recovery_codes: RenewRecoveryCodes
    refresh_session: RefreshSession
    register_user: RegisterUser
    session_tokens: SessionTokens
    users: UserQueries
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    change_password: ChangePassword
    request_email_verification: RequestEmailVerification
    verify_email: VerifyEmail
    edit_own_profile: EditOwnProfile
    request_email_change: RequestEmailChange
    confirm_email_change: ConfirmEmailChange
    suspend_user: SuspendUser
    reinstate_user: ReinstateUser
    find_user: FindUser
    offer_password_reset: OfferPasswordReset
    create_api_key: CreateApiKey
    revoke_api_key: RevokeApiKey
    api_keys: ApiKeyQueries
    hold_signing_keys: HoldSigningKeys
    list_signing_keys: ListSigningKeys
    rotate_signing_keys: RotateSigningKeys
    key_ring: KeyRing
    invite_to_team: InviteToTeam
    revoke_invitation: RevokeInvitation
    accept_invitation: AcceptInvitation
    invitations: InvitationQueries
    export_own: ExportOwnAccount
    begin_sign_in: BeginSignIn
    begin_linking: BeginLinking
    finish_sign_in: FinishSignIn
    unlink_identity: UnlinkIdentity
    external_identities: ExternalIdentityQueries
    providers: IdentityProviders
