from dataclasses import dataclass

from application.identity.authenticate import Authenticate
from application.identity.create_user import CreateUser
from application.identity.delete_user import DeleteUser
from application.identity.edit_user import EditUser
from application.identity.log_in import LogIn
from application.identity.queries import UserQueries
from application.identity.register_user import RegisterUser


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything anybody can do about accounts."""

    authenticate: Authenticate
    create_user: CreateUser
    delete_user: DeleteUser
    edit_user: EditUser
    log_in: LogIn
    register_user: RegisterUser
    users: UserQueries
