using System.Text;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Settings;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Fuzz.Targets;

/// <summary>What clients say about themselves: metadata documents and registrations.</summary>
internal sealed class ClientMetadataTarget : FuzzTarget
{
    private const string Url = "https://c.example/m";

    public override string Name => "client";

    public override long BytesPerByte => 3000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"client_id\":\"https://c.example/m\"", "\"redirect_uris\":[\"https://c.example/cb\"]", "\"http://127.0.0.1:1/cb\"",
        "\"grant_types\":[\"authorization_code\"]",
        "\"urn:ietf:params:oauth:grant-type:device_code\"", "\"token_endpoint_auth_method\":\"none\"", "\"client_name\":\"n\"",
        "\"scope\":\"a b\"",
        "\"response_types\":[\"code\"]", "\"mode\":\"user\"", "\"provider\":\"x\"", "{", "}", "[", "]", ",", "\"javascript:alert(1)\"",
        "\"https://u@c.example/\"",
    ];

    public override int Run(byte[] input)
    {
        var document = MetadataDocument.Read(Url, input, ["cursor"], DateTimeOffset.UnixEpoch);
        Require(!document.IsSuccess || document.Value.RedirectUris.All(IsSafe), "a redirect address is one");
        if (StrictJson.ReadObject(input) is not { } json)
        {
            return 1;
        }

        var registration = RegistrationRequest.Read(json, ["cursor"]);
        Require(!registration.IsSuccess || registration.Value.RedirectUris.All(IsSafe), "a redirect address is one");
        Require(!registration.IsSuccess || registration.Value.Name.Length > 0, "a client has a name");
        var egress = EgressRegistration.Read(json);
        return HashCode.Combine(document.Error?.Detail, registration.Error?.Detail, egress.Error?.Detail);
    }

    private static bool IsSafe(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        && parsed.Fragment.Length == 0
        && (parsed.Scheme is "https" or "cursor" || parsed.Scheme.Contains('.', StringComparison.Ordinal)
            || (parsed.Scheme == "http" && parsed.IsLoopback));
}

/// <summary>Challenges of servers, and what else egress reads out of foreign text.</summary>
internal sealed class ChallengeTarget : FuzzTarget
{
    public override string Name => "challenge";

    public override long BytesPerByte => 6000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "Bearer ", "resource_metadata=", "\"https://a.example/.well-known/oauth-protected-resource\"", "scope=\"a b\"",
        "error=insufficient_scope", ", ", "\\\"", "\"",
        "=", "realm=\"x, scope=\\\"y\\\"\"", "eyJhbGciOiJub25lIn0.e30.", "{\"email\":\"a@b\"}", "/path", "//evil",
    ];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var address = ChallengeParameter.Find(text, "resource_metadata");
        var scopes = ChallengeParameter.FindScopes(text);
        Require(scopes.All(scope => scope.Length > 0 && !scope.Contains(' ', StringComparison.Ordinal)), "a scope is one word");
        Require(address is null || address.IsAbsoluteUri, "an address is absolute");
        var path = LocalPath.Safe(text);
        Require(path is null || new Uri(new Uri("https://gateway.example/"), path).Host == "gateway.example", "a local path stays here");
        var name = AccountName.Of(text) ?? AccountName.Of("e30." + Base64Url(input) + ".e30");
        Require(name is null || (name.Length is > 0 and <= 200 && !name.Any(char.IsControl)), "a name is short and visible");
        return HashCode.Combine(address is null, Math.Min(scopes.Count, 4), path is null, name is null);
    }

    private static string Base64Url(byte[] input) => System.Buffers.Text.Base64Url.EncodeToString(input);
}
