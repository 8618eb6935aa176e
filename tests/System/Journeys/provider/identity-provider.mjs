// An identity provider: npm oidc-provider with its own pages. Whoever types a name is that person.
import Provider from "oidc-provider";

const settings = JSON.parse(process.env.IDENTITY_PROVIDER);
const provider = new Provider(settings.issuer, {
  clients: [
    {
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      redirect_uris: [settings.redirectUri],
      post_logout_redirect_uris: [settings.signedOutUri],
      backchannel_logout_uri: settings.backChannelLogoutUri,
      backchannel_logout_session_required: true,
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  scopes: ["openid", "email", "profile", "groups"],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  cookies: { keys: [settings.clientSecret] },
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true }, devInteractions: { enabled: true } },
  // Its dispatcher refuses to call this machine, where the journey's server is.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@${settings.domain}`, email_verified: true, name: `The ${id}`, groups: settings.groups[id] ?? [] }),
  }),
});
provider.on("backchannel.error", (_, error) => console.log(`A client was not told: ${error.message}`));
provider.on("server_error", (_, error) => console.log(error.stack));
provider.listen(Number(new URL(settings.issuer).port), "127.0.0.1", () => console.log("ready"));
