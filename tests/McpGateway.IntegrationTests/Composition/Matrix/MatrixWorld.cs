using System.Net.Http.Json;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>What exists before the first recorded request: users of each kind, and per caller what only its own requests change.</summary>
internal sealed class MatrixWorld
{
    public const string Ordinary = "ordinary";
    public const string Plain = "plain";

    private const string Machine = "matrix-machine";

    // Nothing listens there, and nothing needs to: the servers are switched off.
    private static readonly Uri Upstream = new("http://127.0.0.1:9/mcp");

    private static readonly string[] RedirectUris = ["http://127.0.0.1/back"];

    private readonly ComposedGateway _gateway;
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private string _client = "";
    private string _machineSecret = "";

    private MatrixWorld(ComposedGateway gateway) => _gateway = gateway;

    public IReadOnlyList<Caller> Callers { get; private set; } = [];

    public static async Task<MatrixWorld> CreateAsync(ComposedGateway gateway)
    {
        var world = new MatrixWorld(gateway);
        await world.CreateAccountsAsync();
        world.Callers = await world.CreateCallersAsync();
        foreach (var caller in world.Callers)
        {
            await world.CreateSacrificesAsync(caller.Name);
        }

        // The one server that is on: checked now, so that its state does not depend on when the monitor comes round.
        await gateway.PostAsync("/api/refresh/currenttime");
        await gateway.PostAsync("/api/refresh/mcpgw");
        return world;
    }

    /// <summary>Puts the values in place of the names that samples use.</summary>
    public string Fill(string text, Caller caller) => text
        .Replace("@who", caller.Name, StringComparison.Ordinal)
        .Replace("@password", Uri.EscapeDataString(ComposedGateway.Password), StringComparison.Ordinal)
        .Replace("@machineSecret", _machineSecret, StringComparison.Ordinal)
        .Replace("@token", _tokens[caller.Name], StringComparison.Ordinal)
        .Replace("@client", _client, StringComparison.Ordinal);

    private async Task CreateAccountsAsync()
    {
        object[] access = [Access("api"), Access("v0.1"), Access("currenttime")];
        await _gateway.CreateGroupAsync(Ordinary, access, new Dictionary<string, string[]>
        {
            ["list_service"] = ["currenttime"],
            ["list_agents"] = ["/shown-agent"],
        });
        await _gateway.CreateGroupAsync(Plain, access, new Dictionary<string, string[]>());
        await _gateway.CreateGroupAsync("spare", [], new Dictionary<string, string[]>());
        await _gateway.CreateUserAsync(Ordinary, Ordinary);
        await _gateway.CreateUserAsync(Plain, Plain);
        _machineSecret = await _gateway.CreateServiceAccountAsync(Machine, Ordinary);
        await _gateway.RegisterServerAsync("/hidden", Upstream);
        await RegisterAgentAsync("shown-agent");
        await RegisterAgentAsync("hidden-agent");
        _client = await RegisterClientAsync();
    }

    private async Task<IReadOnlyList<Caller>> CreateCallersAsync()
    {
        const string Foreign = "https://evil.example";
        return
        [
            new(Caller.AnonymousName, _gateway.Anonymous()),
            new(Caller.ForeignName, _gateway.Anonymous(("Origin", Foreign))),
            new("bad-bearer", _gateway.Anonymous(("Authorization", "Bearer no-token-at-all"))),
            new("bad-cookie", _gateway.Anonymous(("Cookie", ComposedGateway.SessionCookie + "=" + new string('A', 43)))),
            await SignedInAsync("user-cookie", Ordinary),
            await SignedInAsync(Caller.AdminCookieName, ComposedGateway.Administrator),
            await SignedInAsync("admin-cookie-foreign", ComposedGateway.Administrator, ("Origin", Foreign)),
            new("user-token", await _gateway.BearerAsync(Ordinary)),
            new(Caller.WithoutPermissionsName, await _gateway.BearerAsync(Plain)),
            new("admin-token", await _gateway.BearerAsync(ComposedGateway.Administrator)),
            new("admin-basic", _gateway.Basic(ComposedGateway.Administrator)),
            new("machine-token", await _gateway.MachineAsync(Machine, _machineSecret)),
        ];
    }

    private async Task<Caller> SignedInAsync(string name, string user, params (string Name, string Value)[] headers) =>
        new(name, await _gateway.SignedInAsync(user, headers)) { SignInAgain = () => _gateway.SignedInAsync(user, headers) };

    private async Task CreateSacrificesAsync(string who)
    {
        await _gateway.RegisterServerAsync($"/target-{who}", Upstream);
        await _gateway.RegisterServerAsync($"/doomed-{who}", Upstream);
        await RegisterAgentAsync($"doomed-agent-{who}");
        await _gateway.CreateGroupAsync($"doomed-{who}", [], new Dictionary<string, string[]>());
        await _gateway.CreateGroupAsync($"doomed-crew-{who}", [], new Dictionary<string, string[]>());
        await _gateway.CreateServiceAccountAsync($"machine-{who}", Plain);
        _tokens[who] = await _gateway.VendTokenIdAsync();
    }

    private async Task RegisterAgentAsync(string name)
    {
        using var body = JsonContent.Create(new { name, url = "http://127.0.0.1:9/a2a", description = "d", version = "1" });
        await _gateway.PostAsync("/api/agents/register", body);
    }

    private async Task<string> RegisterClientAsync()
    {
        using var body = JsonContent.Create(
            new { redirect_uris = RedirectUris, client_name = "Matrix", token_endpoint_auth_method = "none" });
        return (await _gateway.PostAsync("/oauth2/register", body)).GetProperty("client_id").GetString()!;
    }

    private static object Access(string server) => new { server, methods = new[] { "all" }, tools = new[] { "all" } };
}
