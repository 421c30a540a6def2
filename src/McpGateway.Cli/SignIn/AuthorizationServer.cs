using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.SignIn;

/// <summary>The gateway's OAuth 2.1 server as its metadata describe it (RFC 8414).</summary>
internal sealed class AuthorizationServer
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private const string LoopbackRedirect = "http://127.0.0.1/callback";

    private readonly HttpClient _http;
    private readonly TokenEndpoint _tokens;
    private readonly JsonElement _metadata;

    private AuthorizationServer(HttpClient http, TokenEndpoint tokens, JsonElement metadata) =>
        (_http, _tokens, _metadata) = (http, tokens, metadata);

    public string Issuer => Endpoint("issuer");

    /// <summary>As browser sign-ins need it.</summary>
    public OAuthProvider Provider => new("gateway", new(Endpoint("authorization_endpoint")), Token, [])
    {
        Issuer = Issuer,
        Resource = Issuer,
    };

    private Uri Token => new(Endpoint("token_endpoint"));

    /// <summary>
    /// Reads the metadata. They must be of the address that the user named, or its tokens would go elsewhere (RFC 8414 §3.3).
    /// </summary>
    public static async Task<AuthorizationServer> DiscoverAsync(
        HttpClient http, TokenEndpoint tokens, Uri gateway, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(
            new Uri(gateway, ".well-known/oauth-authorization-server"), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable,
                $"{gateway} answered {(int)response.StatusCode} where a gateway describes its sign-in.",
                "Check the address of the gateway, and what stands before it.");
        }

        JsonElement metadata;
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            metadata = document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"{gateway} is no gateway: its sign-in is not described as JSON.", "Check the address.", broken);
        }

        var server = new AuthorizationServer(http, tokens, metadata);
        var named = gateway.AbsoluteUri.TrimEnd('/');
        return string.Equals(server.Issuer.TrimEnd('/'), named, StringComparison.OrdinalIgnoreCase)
            ? server
            : throw new CommandFailure(
                ExitCodes.Failed,
                $"The gateway at {named} calls itself {server.Issuer}.",
                $"Sign in with that address (--gateway {server.Issuer}), or have the gateway's public address corrected: mcpgw doctor.");
    }

    /// <summary>The client of this machine: the one that was registered before, when the server still knows it, or a new one.</summary>
    public async Task<string> ClientAsync(string? registered, CancellationToken cancellationToken)
    {
        if (registered is not null && await KnowsAsync(registered, cancellationToken))
        {
            return registered;
        }

        if (_metadata.TextOnly("registration_endpoint") is not { Length: > 0 } endpoint)
        {
            throw new CommandFailure(
                ExitCodes.Failed,
                "Clients cannot register themselves at this gateway.",
                "Sign in with a password (--username) or a token of the token page (--token).");
        }

        var wanted = new JsonObject
        {
            ["client_name"] = "mcpgw on " + Environment.MachineName,
            ["redirect_uris"] = new JsonArray(LoopbackRedirect),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token", DeviceGrant),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "none",
        };
        using var content = new StringContent(wanted.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(endpoint, content, cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return response.IsSuccessStatusCode && answer.RootElement.TextOnly("client_id") is { Length: > 0 } client
            ? client
            : throw new CommandFailure(
                ExitCodes.Failed,
                "The gateway did not register this machine: "
                + answer.RootElement.Text("error_description", otherwise: "error"));
    }

    /// <summary>Exchanges the code of a device (RFC 8628).</summary>
    /// <returns>The credential, or why there is none yet.</returns>
    public async Task<(Credential? Credential, OAuthAnswer Answer)> ExchangeDeviceAsync(
        string client, string deviceCode, CancellationToken cancellationToken)
    {
        var answer = await _tokens.SendAsync(
            Token, Public(client), [new("grant_type", DeviceGrant), new("device_code", deviceCode)], cancellationToken);
        return (answer.Error is null ? CredentialOf(client, _tokens.Read(Token, answer)) : null, answer);
    }

    /// <summary>Asks for codes of the device flow (RFC 8628).</summary>
    public async Task<JsonElement> StartDeviceAsync(string client, CancellationToken cancellationToken)
    {
        var answer = await _tokens.SendAsync(
            new(Endpoint("device_authorization_endpoint")), Public(client), [new("resource", Issuer)], cancellationToken);
        return answer.Error is null
            ? answer.Json
            : throw new CommandFailure(ExitCodes.Failed, $"The gateway gave no code: {answer.Error} {answer.Description}".TrimEnd());
    }

    /// <summary>What is kept of a sign-in.</summary>
    public Credential CredentialOf(string client, OAuthTokens tokens) => new Credential
    {
        AccessToken = "",
        ClientId = client,
        TokenEndpoint = Token.AbsoluteUri,
        RevocationEndpoint = _metadata.TextOnly("revocation_endpoint"),
    }.With(tokens);

    /// <summary>A client that can keep no secret.</summary>
    public static OAuthApplication Public(string client) => new(client, Secret: null, UsesBasic: false);

    /// <summary>
    /// A refresh token that nobody has is refused as a grant of a client that is known, and as the client of one that is not.
    /// </summary>
    private async Task<bool> KnowsAsync(string client, CancellationToken cancellationToken) => (await _tokens.SendAsync(
        Token, Public(client), [new("grant_type", "refresh_token"), new("refresh_token", "none")], cancellationToken))
        .Error == "invalid_grant";

    private string Endpoint(string name) => Uri.TryCreate(_metadata.TextOnly(name), UriKind.Absolute, out var uri)
        ? name == "issuer" ? _metadata.TextOnly(name) : uri.AbsoluteUri
        : throw new CommandFailure(ExitCodes.Failed, $"The gateway does not say its {name}.", "It may be too old for this program.");
}
