using AgentSupport.Gateway;
using Microsoft.Extensions.Configuration;
using ReferenceAgent.SignIn;

namespace ReferenceAgent.Credentials;

/// <summary>Where the gateway's token comes from; the first of these ways that there is.</summary>
internal static class GatewayTokens
{
    private const string IngressFile = "ingress.json";
    private const string Ways = "Give the agent a token of yours: --token-file FILE, OAUTH_TOKEN, or CLIENT_ID and CLIENT_SECRET of a "
        + "machine account. You get one on the gateway's page of tokens. On a terminal you can sign in with your browser: --sign-in.";

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static OwnedToken From(AgentSettings settings, IConfiguration environment, AgentConsole console, TimeProvider time)
    {
        if (settings.SignsIn)
        {
            return SignedIn(settings, console, time);
        }

        if (settings.TokenFile is { } file)
        {
            return new(new TokenFile(file));
        }

        if (environment["OAUTH_TOKEN"] is { Length: > 0 } stated)
        {
            return new(new StatedToken(stated));
        }

        if (environment["CLIENT_ID"] is { Length: > 0 } id && environment["CLIENT_SECRET"] is { Length: > 0 } secret)
        {
            var account = new GatewaySettings(settings.GatewayUrl, id, secret);
            return new(new MachineToken(account, time, KeycloakEndpoint(environment)));
        }

        var ingress = new FileInfo(Path.Combine(settings.TokensDirectory.FullName, IngressFile));
        return ingress.Exists ? new(new TokenFile(ingress)) : SignedIn(settings, console, time);
    }

    /// <summary>A sign-in that is kept needs nobody.</summary>
    private static OwnedToken SignedIn(AgentSettings settings, AgentConsole console, TimeProvider time)
    {
        var file = new SignInFile(settings.TokensDirectory, time);
        return console.OpenBrowser is not null || file.Read(settings.GatewayUrl) is not null
            ? new(new UserToken(settings.GatewayUrl, file, console, time))
            : throw new InvalidOperationException(Ways);
    }

    private static Uri? KeycloakEndpoint(IConfiguration environment)
    {
        if (environment["KEYCLOAK_URL"] is not { Length: > 0 } stated)
        {
            return null;
        }

        var realm = environment["KEYCLOAK_REALM"] is { Length: > 0 } named ? named : "mcp-gateway";
        return Uri.TryCreate(
                $"{stated.TrimEnd('/')}/realms/{Uri.EscapeDataString(realm)}/protocol/openid-connect/token", UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw new InvalidOperationException("KEYCLOAK_URL must be an https address: the client's secret is sent there.");
    }
}

/// <summary>A token, and what has to be given back with it.</summary>
/// <param name="inner">The token.</param>
internal sealed class OwnedToken(IGatewayToken inner) : IGatewayToken, IDisposable
{
    /// <summary>Has the user sign in where that is needed: a call has less patience than somebody with a browser needs.</summary>
    /// <exception cref="GatewayException">Nobody did.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        inner is UserToken user ? user.GetAsync(cancellationToken) : Task.CompletedTask;

    public Task<string> GetAsync(CancellationToken cancellationToken) => inner.GetAsync(cancellationToken);

    public void Forget() => inner.Forget();

    public void Dispose() => (inner as IDisposable)?.Dispose();
}

/// <summary>A token from the environment, which is as it is.</summary>
internal sealed class StatedToken(string token) : IGatewayToken
{
    public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(token.Trim());

    public void Forget()
    {
    }
}
