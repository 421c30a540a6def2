using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.SignIn;

/// <summary>The gateway's OAuth 2.1 server as its metadata describe it (RFC 8414).</summary>
internal sealed class AuthorizationServer
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private readonly HttpClient _http;
    private readonly JsonElement _metadata;

    private AuthorizationServer(HttpClient http, JsonElement metadata) => (_http, _metadata) = (http, metadata);

    public string Issuer => Endpoint("issuer");

    public string AuthorizationEndpoint => Endpoint("authorization_endpoint");

    public string TokenEndpoint => Endpoint("token_endpoint");

    public string DeviceEndpoint => Endpoint("device_authorization_endpoint");

    /// <summary>
    /// Reads the metadata. They must be of the address that the user named, or its tokens would go elsewhere (RFC 8414 §3.3).
    /// </summary>
    public static async Task<AuthorizationServer> DiscoverAsync(HttpClient http, Uri gateway, CancellationToken cancellationToken)
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

        var server = new AuthorizationServer(http, metadata);
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

        if (_metadata.Text("registration_endpoint") is not { Length: > 0 } endpoint)
        {
            throw new CommandFailure(
                ExitCodes.Failed,
                "Clients cannot register themselves at this gateway.",
                "Sign in with a password (--username) or a token of the token page (--token).");
        }

        var wanted = new JsonObject
        {
            ["client_name"] = "mcpgw on " + Environment.MachineName,
            ["redirect_uris"] = new JsonArray(BrowserSignIn.RegisteredRedirect),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token", DeviceGrant),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "none",
        };
        using var content = new StringContent(wanted.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(endpoint, content, cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return response.IsSuccessStatusCode && answer.RootElement.Text("client_id") is { Length: > 0 } client
            ? client
            : throw new CommandFailure(
                ExitCodes.Failed,
                "The gateway did not register this machine: "
                + answer.RootElement.Text("error_description", otherwise: "error"));
    }

    /// <summary>Exchanges a grant for tokens.</summary>
    /// <returns>The credential, or the error code of OAuth with its description.</returns>
    public async Task<(Credential? Credential, string Error, string Description)> ExchangeAsync(
        string client, IEnumerable<KeyValuePair<string, string>> grant, TimeProvider time, CancellationToken cancellationToken)
    {
        var (json, error) = await TokenRequests.SendAsync(_http, TokenEndpoint, [.. grant, new("client_id", client)], cancellationToken);
        if (error is not null)
        {
            return (null, error, json.Text("error_description"));
        }

        var blank = new Credential
        {
            AccessToken = "",
            ClientId = client,
            TokenEndpoint = TokenEndpoint,
            RevocationEndpoint = _metadata.Text("revocation_endpoint"),
        };
        return (TokenRequests.Apply(blank, json, time), "", "");
    }

    /// <summary>Asks for codes of the device flow (RFC 8628).</summary>
    public async Task<JsonElement> StartDeviceAsync(string client, CancellationToken cancellationToken)
    {
        var (json, error) = await TokenRequests.SendAsync(
            _http, DeviceEndpoint, [new("client_id", client), new("resource", Issuer)], cancellationToken);
        return error is null
            ? json
            : throw new CommandFailure(ExitCodes.Failed, "The gateway gave no code: " + json.Text("error_description", otherwise: "error"));
    }

    /// <summary>
    /// A refresh token that nobody has is refused as a grant of a client that is known, and as the client of one that is not.
    /// </summary>
    private async Task<bool> KnowsAsync(string client, CancellationToken cancellationToken)
    {
        var (_, error) = await TokenRequests.SendAsync(
            _http,
            TokenEndpoint,
            [new("grant_type", "refresh_token"), new("refresh_token", "none"), new("client_id", client)],
            cancellationToken);
        return error == "invalid_grant";
    }

    private string Endpoint(string name) => Uri.TryCreate(_metadata.Text(name), UriKind.Absolute, out var uri)
        ? name == "issuer" ? _metadata.Text(name) : uri.AbsoluteUri
        : throw new CommandFailure(ExitCodes.Failed, $"The gateway does not say its {name}.", "It may be too old for this program.");
}
