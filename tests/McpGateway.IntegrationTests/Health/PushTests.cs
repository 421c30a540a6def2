using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Health;

public sealed class PushTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Socket_Connect_SendsEverythingVisibleThenChanges()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("seen", "later"));
        await world.PutAsync(HealthWorld.Server("/seen/", null, "streamable-http"));
        await world.PutAsync(HealthWorld.Server("/hidden/", null, "streamable-http"));
        await world.WaitForCheckAsync("/seen");
        await world.WaitForCheckAsync("/hidden");

        using var socket = await ConnectAsync(world);
        var all = await ReceiveAsync(socket);
        Assert.Equal(["/seen/"], all.EnumerateObject().Select(member => member.Name));
        var seen = all.GetProperty("/seen/");
        Assert.Equal("unhealthy: missing proxy URL", seen.GetProperty("status").GetString());
        Assert.EndsWith("+00:00", seen.GetProperty("last_checked_iso").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, seen.GetProperty("num_tools").GetInt32());

        await world.PutAsync(HealthWorld.Server("/hidden/", null, "stdio"));
        await world.PutAsync(HealthWorld.Server("/later/", null, "streamable-http"));
        JsonElement delta;
        do
        {
            delta = await ReceiveAsync(socket);
            Assert.Equal(["/later/"], delta.EnumerateObject().Select(member => member.Name));
        }
        while (delta.GetProperty("/later/").GetProperty("status").GetString() != "unhealthy: missing proxy URL");
    }

    [Fact]
    public async Task Socket_NoCaller_IsRefusedBeforeItOpens()
    {
        await using var world = await HealthWorld.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(world), Cancel));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Socket_PageOfAnotherOrigin_IsRefused(string origin, HttpStatusCode expected)
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("all"));
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(world), Cancel));
        Assert.Equal(expected, socket.HttpStatusCode);
    }

    [Fact]
    public async Task Socket_OwnPage_IsAccepted()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("all"));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", world.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(AddressOf(world), Cancel);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Socket_OverTheLimit_IsClosedWithItsReason()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("all"), settings: ("MAX_WEBSOCKET_CONNECTIONS", "1"));
        await world.PutAsync(HealthWorld.Server("/s", null, "streamable-http"));
        using var first = await ConnectAsync(world);
        await ReceiveAsync(first);
        using var second = await ConnectAsync(world);

        var end = await second.ReceiveAsync(new byte[16], Cancel);

        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "Server at capacity"), (end.CloseStatus, end.CloseStatusDescription));
    }

    [Fact]
    public async Task Socket_OneUsersShare_LeavesSocketsToOthers()
    {
        var user = "ada";
        await using var world = await HealthWorld.StartAsync(
            caller: () => CallerFor("all") with { Subject = "local:" + user }, settings: ("MAX_WEBSOCKET_CONNECTIONS", "4"));
        await world.PutAsync(HealthWorld.Server("/s", null, "streamable-http"));
        using var first = await ConnectAsync(world);
        using var second = await ConnectAsync(world);
        await ReceiveAsync(first);
        await ReceiveAsync(second);

        using var third = await ConnectAsync(world);
        var end = await third.ReceiveAsync(new byte[16], Cancel);
        user = "bob";
        using var others = await ConnectAsync(world);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, end.CloseStatus);
        await ReceiveAsync(others);
    }

    [Fact]
    public async Task Socket_UserWithoutRightsOnAnyServer_IsRefusedBeforeItOpens()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor() with { Scopes = [] });
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(world), Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task Socket_ClientLeaves_IsForgotten()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("all"));
        await world.PutAsync(HealthWorld.Server("/s", null, "streamable-http"));
        using var socket = await ConnectAsync(world);
        await ReceiveAsync(socket);
        Assert.Equal(1, (await GetAsync(world, "stats")).GetProperty("active_connections").GetInt32());

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancel);

        await Eventually.UntilAsync(async () => (await GetAsync(world, "stats")).GetProperty("active_connections").GetInt32() == 0);
    }

    [Fact]
    public async Task Get_StatusPath_AnswersWhatTheCallerMaySee()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("seen"));
        await world.PutAsync(HealthWorld.Server("/seen/", null, "streamable-http"));
        await world.PutAsync(HealthWorld.Server("/hidden/", null, "streamable-http"));

        Assert.Equal(["/seen/"], (await GetAsync(world, "health_status")).EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Get_CallerWithFewRights_SeesUsableServersAndCallableToolsOnly()
    {
        await using var world = await HealthWorld.StartAsync(caller: () => CallerFor("all") with { Scopes = ["limited"] });
        Grant(world, new ServerRule("seen", ["tools/list"], ["good"]));
        await world.PutAsync(HealthWorld.Server("/seen", null, "stdio"));
        await world.PutAsync(HealthWorld.Server("/listed-but-not-usable", null, "stdio"));
        var tools = new ServerToolsRecord { Tools = [Tool("good"), Tool("bad"), Tool("other")], DiscoveredAt = DateTimeOffset.UnixEpoch };
        Assert.True(
            (await world.Documents.CommitAsync(new DocumentBatch().Put(ServerRepository.Tools, "/seen", tools, null), Cancel)).IsSuccess);

        using var socket = await ConnectAsync(world);

        foreach (var answer in new[] { await GetAsync(world, "health_status"), await ReceiveAsync(socket) })
        {
            var only = Assert.Single(answer.EnumerateObject());
            Assert.Equal(("/seen", 1), (only.Name, only.Value.GetProperty("num_tools").GetInt32()));
        }
    }

    [Theory]
    [InlineData("health_status")]
    [InlineData("stats")]
    public async Task Get_NoCaller_Is401(string path)
    {
        await using var world = await HealthWorld.StartAsync();
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(world.Address, $"/api/health/ws/{path}"), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static ToolRecord Tool(string name) =>
        new() { Name = name, InputSchema = JsonElement.Parse("{}"), DefinitionHash = name, ApprovedHash = name };

    private static void Grant(HealthWorld world, ServerRule rule) => world.Services.GetRequiredService<AccessSnapshotHolder>().Publish(
        new([new(new ScopeRecord { Name = "limited", Rules = [rule] })], toolsOpenMethods: false, version: 2));

    private static Caller CallerFor(params string[] services) => new()
    {
        UserName = "ada",
        Subject = "local:ada",
        Groups = [],
        Scopes = [HealthWorld.AnyServer],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with
        {
            UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["list_service"] = services },
        },
    };

    private static Uri AddressOf(HealthWorld world) =>
        new UriBuilder(world.Address) { Scheme = "ws", Path = "/api/health/ws/health_status" }.Uri;

    private static async Task<ClientWebSocket> ConnectAsync(HealthWorld world)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(AddressOf(world), Cancel);
        return socket;
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(HealthWorld.Patience);
        var buffer = new byte[64 * 1024];
        var frame = await socket.ReceiveAsync(buffer, patience.Token);
        Assert.True(frame.EndOfMessage);
        using var document = JsonDocument.Parse(buffer.AsMemory(0, frame.Count));
        return document.RootElement.Clone();
    }

    private static async Task<JsonElement> GetAsync(HealthWorld world, string path)
    {
        using var http = new HttpClient();
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(world.Address, $"/api/health/ws/{path}"), Cancel));
        return document.RootElement.Clone();
    }
}
