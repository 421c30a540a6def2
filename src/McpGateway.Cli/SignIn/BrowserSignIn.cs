using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.SignIn;

/// <summary>Sign-in with the user's browser: authorization code with PKCE, answered on a loopback port (RFC 8252).</summary>
internal sealed class BrowserSignIn(CliEnvironment environment, Output output)
{
    /// <summary>Without a port: loopback redirects match with any (RFC 8252 §7.3).</summary>
    public const string RegisteredRedirect = "http://127.0.0.1/callback";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<Credential> RunAsync(AuthorizationServer server, string client, CancellationToken cancellationToken)
    {
        using var callback = new LoopbackCallback();
        var verifier = Random();
        var state = Random();
        var address = AddressOf(server, client, callback.RedirectUri, verifier, state);
        if (environment.OpenBrowser(address))
        {
            output.Note("Your browser shows the sign-in page. If it does not, open");
        }
        else
        {
            output.Note("Open in a browser on this machine (elsewhere: mcpgw login --device)");
        }

        output.Note("  " + address.AbsoluteUri);
        using var limit = new CancellationTokenSource(Patience, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var answer = await callback.WaitAsync(query => ProblemOf(query, state, server.Issuer), both.Token);
            return await ExchangeAsync(server, client, answer["code"], callback.RedirectUri, verifier, cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CommandFailure(
                ExitCodes.NotSignedIn,
                $"Nobody signed in within {Patience.TotalMinutes:0} minutes.",
                "Run it again, or sign in from another device: mcpgw login --device.");
        }
    }

    private async Task<Credential> ExchangeAsync(
        AuthorizationServer server, string client, string code, string redirect, string verifier, CancellationToken cancellationToken)
    {
        var (credential, error, description) = await server.ExchangeAsync(
            client,
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirect), new("code_verifier", verifier),
                new("resource", server.Issuer),
            ],
            environment.Time,
            cancellationToken);
        return credential ?? throw new CommandFailure(ExitCodes.NotSignedIn, $"The gateway gave no token: {error} {description}".TrimEnd());
    }

    /// <summary>Why an answer is not taken; null for the right one. A request of anybody else leaves the waiting as it is.</summary>
    private static CallbackVerdict ProblemOf(IReadOnlyDictionary<string, string> query, string state, string issuer)
    {
        if (query.GetValueOrDefault("state") != state)
        {
            return new(IsOurs: false, "This answer belongs to another sign-in.");
        }

        // RFC 9207: an answer of another authorization server.
        if (query.GetValueOrDefault("iss") is { } from && from != issuer)
        {
            return new(IsOurs: true, "The answer comes from another authorization server.");
        }

        if (query.GetValueOrDefault("error") is { } error)
        {
            return new(IsOurs: true, query.GetValueOrDefault("error_description") ?? error);
        }

        return new(IsOurs: true, query.ContainsKey("code") ? null : "The answer has no code.");
    }

    private static Uri AddressOf(AuthorizationServer server, string client, string redirect, string verifier, string state)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        (string Name, string Value)[] parameters =
        [
            ("response_type", "code"), ("client_id", client), ("redirect_uri", redirect), ("state", state),
            ("code_challenge", challenge), ("code_challenge_method", "S256"), ("resource", server.Issuer),
        ];
        var query = string.Join('&', parameters.Select(static pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return new($"{server.AuthorizationEndpoint}?{query}");
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
