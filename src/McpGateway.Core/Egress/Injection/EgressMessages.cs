using McpGateway.Core.Egress.Storage;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>What callers read when there is no credential for them.</summary>
internal static class EgressMessages
{
    public static readonly EgressCredential Busy = EgressCredential.Unavailable(
        "The credential for the server could not be read. Try again.");

    public static readonly EgressCredential ProviderAway =
        EgressCredential.Unavailable("The server's identity provider does not answer, and the token has expired. Try again in a moment.");

    public static readonly EgressCredential NotConfigured =
        EgressCredential.Refused("The server's sign-in settings are missing. An administrator has to state them.");

    public static readonly EgressCredential Moved =
        EgressCredential.Refused(
            "The server's address has changed since its sign-in was configured. An administrator has to confirm the settings.");

    public static readonly EgressCredential ExchangeRefused =
        EgressCredential.Refused(
            "The server's token service gave out no token for you. An administrator has to check the settings or your rights there.");

    public static readonly EgressCredential ClientRefused =
        EgressCredential.Refused(
            "The server's sign-in gave the gateway no token, or one that the server refuses. An administrator has to check the settings.");

    public static EgressCredential Connect(EgressServer egress) =>
        EgressCredential.ConsentNeeded(
            egress.ConnectPath, $"The server {egress.Key} works with an account of your own. Connect it once in the browser.");

    public static EgressCredential ConnectAgain(EgressServer egress) =>
        EgressCredential.ConsentNeeded(
            egress.ConnectPath, $"The account that you connected at {egress.Key} has expired. Connect it again in the browser.");

    public static EgressCredential ConnectForMore(EgressServer egress) => EgressCredential.ConsentNeeded(
        egress.ConnectPath,
        $"The server {egress.Key} needs more rights at your account for this than you have given. Connect it again in the browser.");

    public static EgressCredential ScopeNotGiven(EgressServer egress) => EgressCredential.Refused(
        $"The server {egress.Key} wants rights for this that its sign-in does not give. "
            + "An administrator has to check the scopes, or your rights there.");

    public static EgressCredential Refused(EgressServer egress) =>
        EgressCredential.ConsentNeeded(
            egress.ConnectPath, $"The server {egress.Key} refuses the account that you connected. Connect it again in the browser.");
}
