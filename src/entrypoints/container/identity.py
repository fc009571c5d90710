from typing import ClassVar

from dependency_injector import containers, providers

from application.identity.accept_invitation import AcceptInvitation
from application.identity.admit import Admit
from application.identity.attempts import Attempts
from application.identity.authenticate import Authenticate
from application.identity.authenticate_by_key import AuthenticateByKey
from application.identity.authenticate_session import AuthenticateSession
from application.identity.begin_linking import BeginLinking
from application.identity.begin_sign_in import BeginSignIn
from application.identity.change_password import ChangePassword
from application.identity.check_code import CheckCode
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
from application.identity.face import Identity
from application.identity.find_user import FindUser
from application.identity.finish_sign_in import FinishSignIn
from application.identity.hold_signing_keys import HoldSigningKeys
from application.identity.invite_to_team import InviteToTeam
from application.identity.link_identity import LinkIdentity
from application.identity.list_sessions import ListSessions
from application.identity.list_signing_keys import ListSigningKeys
from application.identity.log_in import LogIn
from application.identity.log_in_by_identity import LogInByIdentity
from application.identity.log_out import LogOut
from application.identity.offer_password_reset import OfferPasswordReset
from application.identity.offer_second_factor import OfferSecondFactor
from application.identity.prove_again import ProveAgain
from application.identity.recovery_codes import RecoveryCodes
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
from application.identity.sign_in_flow import SignInFlows
from application.identity.start_session import StartSession
from application.identity.suspend_user import SuspendUser
from application.identity.token_pairs import TokenPairs
from application.identity.unlink_identity import UnlinkIdentity
from application.identity.verify_email import VerifyEmail
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters


class IdentityContainer(containers.DeclarativeContainer):
    shelf = providers.Dependency(instance_of=Shelf)
    adapters = providers.DependenciesContainer(**Adapters.providers)

    _work: ClassVar = {"uow": shelf.provided.identity_work, "clock": adapters.clock}
    _password: ClassVar = _work | {
        "hasher": adapters.hasher,
        "policy": adapters.policy,
        "common_passwords": adapters.common_passwords,
    }
    _attempts = providers.Singleton(
        Attempts, counts=shelf.provided.failures, clock=adapters.clock, limits=adapters.failure_limits
    )
    _tokens: ClassVar = {
        "policy": adapters.session_policy,
        "tokens": providers.Singleton(TokenPairs, access=adapters.tokens, refresh=adapters.refresh_tokens),
    }
    _start_session = providers.Singleton(StartSession, clock=adapters.clock, ids=adapters.ids, **_tokens)
    _admit = providers.Singleton(Admit, second_factor=adapters.second_factor_policy)
    _by_key = providers.Singleton(
        AuthenticateByKey,
        keys=shelf.provided.api_key_states,
        uses=shelf.provided.api_key_uses,
        clock=adapters.clock,
        admit=_admit,
    )
    _keys: ClassVar = _work | {"ids": adapters.ids, "secrets": adapters.secrets, "policy": adapters.key_policy}
    _check_code = providers.Singleton(CheckCode, clock=adapters.clock, secrets=adapters.totp_secrets)
    _prove_again = providers.Singleton(
        ProveAgain,
        uow=shelf.provided.identity_work,
        hasher=adapters.hasher,
        attempts=_attempts,
        check_code=_check_code,
    )
    _recovery_codes = providers.Singleton(RecoveryCodes, random=adapters.secrets)
    _account: ClassVar = _password | {"addresses": adapters.addresses}

    _birth: ClassVar = {"clock": adapters.clock, "ids": adapters.ids}
    _flows = providers.Singleton(
        SignInFlows, providers=adapters.identity_providers, seal=adapters.seal, secrets=adapters.secrets
    )

    face = providers.Singleton(
        Identity,
        authenticate=providers.Singleton(
            Authenticate,
            tokens=adapters.tokens,
            accounts=shelf.provided.accounts,
            by_key=_by_key,
            admit=_admit,
        ),
        authenticate_session=providers.Singleton(
            AuthenticateSession,
            tokens=adapters.session_tokens,
            accounts=shelf.provided.accounts,
            clock=adapters.clock,
            admit=_admit,
        ),
        create_user=providers.Singleton(CreateUser, ids=adapters.ids, **_account),
        delete_user=providers.Singleton(DeleteUser, **_work),
        edit_user=providers.Singleton(EditUser, **_account),
        end_session=providers.Singleton(EndSession, **_work),
        end_sessions=providers.Singleton(EndSessions, **_work),
        list_sessions=providers.Singleton(ListSessions, clock=adapters.clock, sessions=shelf.provided.sessions),
        log_in=providers.Singleton(
            LogIn,
            uow=shelf.provided.identity_work,
            hasher=adapters.hasher,
            attempts=_attempts,
            check_code=_check_code,
            start_session=_start_session,
        ),
        log_out=providers.Singleton(LogOut, **_work),
        second_factors=shelf.provided.second_factors,
        offer_second_factor=providers.Singleton(
            OfferSecondFactor,
            clock=adapters.clock,
            random=adapters.secrets,
            secrets=adapters.totp_secrets,
            prove_again=_prove_again,
        ),
        confirm_second_factor=providers.Singleton(
            ConfirmSecondFactor,
            attempts=_attempts,
            secrets=adapters.totp_secrets,
            recovery_codes=_recovery_codes,
            **_work,
        ),
        remove_second_factor=providers.Singleton(
            RemoveSecondFactor, clock=adapters.clock, policy=adapters.second_factor_policy, prove_again=_prove_again
        ),
        remove_lost_second_factor=providers.Singleton(RemoveLostSecondFactor, **_work),
        renew_recovery_codes=providers.Singleton(
            RenewRecoveryCodes, clock=adapters.clock, prove_again=_prove_again, recovery_codes=_recovery_codes
        ),
        refresh_session=providers.Singleton(RefreshSession, refresh_tokens=adapters.refresh_tokens, **_tokens, **_work),
        register_user=providers.Singleton(
            RegisterUser,
            ids=adapters.ids,
            start_session=_start_session,
            discloses=adapters.settings.provided.registration_discloses,
            **_account,
        ),
        session_tokens=adapters.session_tokens,
        users=shelf.provided.users,
        request_password_reset=providers.Singleton(RequestPasswordReset, attempts=_attempts, **_work),
        reset_password=providers.Singleton(ResetPassword, attempts=_attempts, **_password),
        change_password=providers.Singleton(ChangePassword, attempts=_attempts, **_password),
        request_email_verification=providers.Singleton(RequestEmailVerification, **_work),
        verify_email=providers.Singleton(VerifyEmail, **_work),
        edit_own_profile=providers.Singleton(EditOwnProfile, **_work),
        request_email_change=providers.Singleton(
            RequestEmailChange, hasher=adapters.hasher, attempts=_attempts, addresses=adapters.addresses, **_work
        ),
        confirm_email_change=providers.Singleton(ConfirmEmailChange, **_work),
        suspend_user=providers.Singleton(SuspendUser, **_work),
        reinstate_user=providers.Singleton(ReinstateUser, **_work),
        find_user=providers.Singleton(FindUser, uow=shelf.provided.identity_work),
        offer_password_reset=providers.Singleton(OfferPasswordReset, **_work),
        create_api_key=providers.Singleton(
            CreateApiKey, ids=adapters.ids, secrets=adapters.secrets, longest=adapters.api_key_lifetime, **_work
        ),
        revoke_api_key=providers.Singleton(RevokeApiKey, **_work),
        api_keys=shelf.provided.api_keys,
        hold_signing_keys=providers.Singleton(
            HoldSigningKeys, kept=shelf.provided.signing_keys, ring=adapters.key_ring, **_keys
        ),
        list_signing_keys=providers.Singleton(
            ListSigningKeys, kept=shelf.provided.signing_keys, policy=adapters.key_policy, clock=adapters.clock
        ),
        rotate_signing_keys=providers.Singleton(RotateSigningKeys, **_keys),
        key_ring=adapters.key_ring,
        invite_to_team=providers.Singleton(InviteToTeam, ids=adapters.ids, addresses=adapters.addresses, **_work),
        revoke_invitation=providers.Singleton(RevokeInvitation, **_work),
        accept_invitation=providers.Singleton(
            AcceptInvitation, ids=adapters.ids, users=shelf.provided.users, **_password
        ),
        invitations=shelf.provided.invitations,
        export_own=providers.Singleton(
            ExportOwnAccount,
            users=shelf.provided.users,
            sessions=shelf.provided.sessions,
            api_keys=shelf.provided.api_keys,
            external_identities=shelf.provided.external_identities,
        ),
        begin_sign_in=providers.Singleton(BeginSignIn, flows=_flows),
        begin_linking=providers.Singleton(BeginLinking, flows=_flows),
        finish_sign_in=providers.Singleton(
            FinishSignIn,
            flows=_flows,
            link=providers.Singleton(LinkIdentity, **_birth),
            log_in=providers.Singleton(
                LogInByIdentity, addresses=adapters.addresses, start_session=_start_session, **_birth
            ),
            **_work,
        ),
        unlink_identity=providers.Singleton(UnlinkIdentity, **_work),
        external_identities=shelf.provided.external_identities,
        providers=adapters.identity_providers,
    )
