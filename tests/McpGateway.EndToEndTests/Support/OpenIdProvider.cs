using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A real OpenID provider in its own process, in the shape of a product.</summary>
internal sealed partial class OpenIdProvider : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _client = new();

    private OpenIdProvider(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public string Output => _process.Output;

    /// <param name="shape"><c>plain</c>, <c>keycloak</c> or <c>entra</c>.</param>
    public static async Task<OpenIdProvider> StartAsync(
        string shape, int port, Uri redirect, CancellationToken cancellationToken, string graphGroups = "")
    {
        var process = ChildProcess.Start(
            Repository.Node, [
                "oidc-provider.mjs", shape, port.ToString(System.Globalization.CultureInfo.InvariantCulture), redirect.ToString(),
                graphGroups],
            directory: Repository.NodePeers);
        var address = await process.WaitForLineAsync(
            line => Listening().Match(line) is { Success: true } match ? match.Groups["url"].Value : null, cancellationToken);
        return new(process, new(address));
    }

    /// <summary>A port that is free now: the issuer has to be known before the provider and the gateway start.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<JsonElement> ControlAsync(string command, CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<JsonElement>(new Uri(Address, "/control/" + command), cancellationToken);

    /// <summary>An access token with these claims, signed with the newest key or with one that the provider does not publish.</summary>
    public async Task<string> MintAsync(object claims, CancellationToken cancellationToken, string? unpublishedKey = null)
    {
        var query = "token?claims=" + Uri.EscapeDataString(JsonSerializer.Serialize(claims))
            + (unpublishedKey is null ? "" : "&kid=" + unpublishedKey);
        return (await ControlAsync(query, cancellationToken)).GetProperty("token").GetString()!;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _process.DisposeAsync();
    }

    [GeneratedRegex(@"^listening (?<url>http://\S+)$")]
    private static partial Regex Listening();
}
