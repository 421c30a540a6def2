using System.Net;
using System.Net.Http.Json;
using System.Text;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>Composed gateways on one PostgreSQL, and what their tests do to them.</summary>
internal static class Replica
{
    /// <summary>A server of every gateway's own.</summary>
    public const string Server = "currenttime";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<ComposedGateway> StartAsync(string database, params (string Key, string Value)[] settings) =>
        ComposedGateway.StartAsync(
        [
            ("STORAGE_BACKEND", "postgresql"), ("DATABASE_URL", database), ("SECRET_KEY", "the key that every replica has, long enough"),
            ("Ledger:PollInterval", "00:00:00.200"), .. settings,
        ]);

    public static string Through(TcpRelay relay) =>
        $"Host=127.0.0.1;Port={relay.Port};Username=postgres;Database={PostgresInstance.Database};SSL Mode=Disable";

    /// <summary>Lists the tools of <see cref="Server"/>.</summary>
    public static async Task<HttpStatusCode> CallAsync(HttpClient caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{Server}/mcp", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Encoding.UTF8, "application/json");
        using var answer = await caller.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    /// <summary>Makes a group with a server and the right to have tokens, or takes all from it.</summary>
    public static Task GrantAsync(ComposedGateway gateway, string group, bool mayCall) => gateway.CreateGroupAsync(
        group,
        mayCall
            ? [
                new { server = Server, methods = new[] { "initialize", "tools/list" }, tools = "*" },
                new { server = "api", methods = new[] { "initialize", "tokens" }, tools = "*" },
            ]
            : [],
        mayCall ? new Dictionary<string, string[]> { ["list_service"] = [Server] } : new Dictionary<string, string[]>());

    /// <summary>Tries to write.</summary>
    public static Task<HttpResponseMessage> WriteAsync(HttpClient caller, string group) => caller.PostAsync(
        new Uri("/api/servers/groups/import", UriKind.Relative),
        JsonContent.Create(new { scope_name = group, server_access = Array.Empty<object>() }), Cancel);

    public static async Task WriteUntilItWorksAsync(HttpClient caller, string group) => await Eventually.UntilAsync(async () =>
    {
        using var answer = await WriteAsync(caller, group);
        return answer.IsSuccessStatusCode;
    });
}
