using System.Net.Http.Json;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A real MCP server that a test changes while it runs: it breaks, mends, and describes its tool differently.</summary>
internal sealed class ChangingServer : IAsyncDisposable
{
    public const string Tool = "read_record";

    private readonly NodeServer _server;
    private readonly HttpClient _client = new();

    private ChangingServer(NodeServer server) => _server = server;

    public Uri Address => _server.Address;

    public static async Task<ChangingServer> StartAsync(CancellationToken cancellationToken) =>
        new(await NodeServer.StartAsync("changing-server.mjs", cancellationToken));

    public Task DescribeAsync(string description, CancellationToken cancellationToken) =>
        ControlAsync(new { description }, cancellationToken);

    public Task BreakAsync(bool broken, CancellationToken cancellationToken) => ControlAsync(new { broken }, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    private async Task ControlAsync<T>(T change, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(new Uri(_server.Address, "/control"), change, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
