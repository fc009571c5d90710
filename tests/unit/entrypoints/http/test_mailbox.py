import pytest

from application.shared.mail import Mail
from entrypoints.settings import Environment
from tests.support.api import Api, opened


class TestPage:
    async def test_shows_mails_as_text_and_nothing_else(self, api: Api) -> None:
        hostile = "<script>alert(1)</script>&"
        await api.house.mailer.send(Mail(to=f"{hostile}@example.com", subject=hostile, text=hostile))
        page = await api.get("//dev/mailbox")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 3
        assert "<script" not in page.text
        policy = page.headers["content-security-policy"]
        assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    async def test_says_when_there_is_none(self, api: Api) -> None:
        assert "No mail yet." in (await api.get("//dev/mailbox")).text

    @pytest.mark.parametrize("environment", [Environment.STAGING, Environment.PRODUCTION])
    async def test_is_there_in_development_alone(self, environment: Environment) -> None:
        async with opened(environment=environment) as api:
            for method in ("GET", "POST", "OPTIONS"):
                answered = await api.client.request(method, "/dev/mailbox")
                nowhere = await api.client.request(method, "/dev/nowhere")
                assert (answered.status_code, nowhere.status_code) == (404, 404)
