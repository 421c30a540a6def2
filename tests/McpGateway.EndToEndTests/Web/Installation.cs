using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>
/// A gateway as a company has it after a month: 67 servers of which some are slow, down, locked or changed, agents, 20 people in 8
/// groups, and their calls. What pages look like is judged on this.
/// </summary>
public sealed class Installation : SharedGateway
{
    /// <summary>Down: nothing listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:9/mcp";

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(400);

    private protected override async Task PrepareAsync(string dataDirectory)
    {
        var now = TimeProvider.System.GetUtcNow();
        var clock = Stopwatch.StartNew();
        await using var past = await PastStore.OpenAsync(dataDirectory, Cancellation);
        await past.AddAsync(InstallationCalls.Until(now), Cancellation);
        await past.AddAsync(InstallationFlaws.Until(now), Cancellation);
        TestContext.Current.SendDiagnosticMessage($"A month of {InstallationCalls.Count} calls took {clock.ElapsedMilliseconds} ms.");
    }

    private protected override async Task SeedAsync()
    {
        var upstreams = Keep(await ManyUpstreams.StartAsync(Cancellation));
        await PostAsync("/api/servers/import", InstallationPlan.Servers.Select(server => DocumentOf(server, upstreams)));
        await Task.WhenAll(InstallationPlan.Groups.Select(AddGroupAsync));
        await Task.WhenAll(InstallationPlan.Users.Select(
            user => Gateway.AddUserAsync(user, InstallationPlan.GroupsOf(user), Cancellation)));
        await Task.WhenAll(Agents.Select(agent => PostAsync("/api/agents/register", agent)));
        await PostAsync("/api/agents/translator/toggle?enabled=true", new { });

        // Answers when the server was checked, whatever the check found.
        await CheckAsync(InstallationPlan.Servers.Where(static server => server.State is not InstallationPlan.State.Off));
        var changed = InstallationPlan.Servers.Where(
            static server => server.State is InstallationPlan.State.Changed or InstallationPlan.State.PartlyChanged).ToArray();
        foreach (var server in changed)
        {
            upstreams.Change(server.Path, InstallationPlan.ToolsOf(server, " It also reads what is private."));
        }

        await CheckAsync(changed);
        await AddWebhookAsync();
        await ScanAsync();
    }

    /// <summary>Everything was scanned, one finding is accepted, and one unsafe server is enabled all the same.</summary>
    private async Task ScanAsync()
    {
        await PostAsync("/api/security/scan", new { });
        var overview = await Eventually.GetAsync(async () =>
            await Gateway.Client.GetFromJsonAsync<JsonObject>("/api/security/overview", Cancellation) is { } found
                && found["scan"]?["ended_at"] is not null ? found : null);
        var accepted = FindingsOf(overview, InstallationFlaws.Accepted).First();
        await PostAsync(
            $"/api/security/findings/{accepted}/accept",
            new { kind = "server", path = InstallationFlaws.Accepted, reason = "Plans are deleted by its own clean-up alone." });
        await Gateway.PostFormAsync(
            "/api/servers/toggle", Cancellation, new("path", InstallationFlaws.Overridden), new("new_state", "true"));
    }

    private static IEnumerable<string> FindingsOf(JsonObject overview, string path) => overview["items"]!.AsArray()
        .Where(item => (string?)item!["path"] == path).SelectMany(static item => item!["findings"]!.AsArray())
        .Select(static finding => finding!["id"]!.GetValue<string>());

    /// <summary>A receiver that is away, which was tried.</summary>
    private async Task AddWebhookAsync()
    {
        using var made = await Gateway.Client.PostAsJsonAsync(
            "/api/webhooks", new { name = "Chat of the platform team", url = Nowhere }, Cancellation);
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!.GetValue<string>();
        await PostAsync($"/api/webhooks/{id}/test", new { });
    }

    private Task CheckAsync(IEnumerable<PlannedServer> servers) => Parallel.ForEachAsync(
        servers, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, CheckAsync);

    private async ValueTask CheckAsync(PlannedServer server, CancellationToken cancellationToken)
    {
        using var answer = await Gateway.Client.PostAsync(
            new Uri("/api/refresh" + server.Path, UriKind.Relative), new FormUrlEncodedContent([]), cancellationToken);
    }

    private static JsonObject DocumentOf(PlannedServer server, ManyUpstreams upstreams)
    {
        var document = new JsonObject
        {
            ["server_name"] = server.Name,
            ["path"] = server.Path,
            ["proxy_pass_url"] = server.State == InstallationPlan.State.Down
                ? Nowhere
                : upstreams.Add(
                    server.Path, InstallationPlan.ToolsOf(server), server.State == InstallationPlan.State.Slow ? Slow : default,
                    server.State == InstallationPlan.State.Locked),
            ["description"] =
                $"Everything that people do in {server.Name}, for assistants: find, read, write and remove each {server.Noun}.",
            ["tags"] = new JsonArray([.. server.Tags.Select(static tag => (JsonNode)tag)]),
            ["is_enabled"] = server.State != InstallationPlan.State.Off,
        };
        return document;
    }

    private async Task AddGroupAsync(string group)
    {
        var servers = InstallationPlan.ServersOf(group).Select(static server => server.Path.Trim('/')).ToArray();
        await PostAsync("/api/management/iam/groups", new { name = group });
        await PostAsync("/api/servers/groups/import", new
        {
            scope_name = group,
            server_access = servers.Select(static server => new
            {
                server,
                methods = (string[])["initialize", "tools/list", "tools/call"],
                tools = (string[])["*"],
            }),
            group_mappings = (string[])[group],
            ui_permissions = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["list_service"] = servers },
        });
    }

    private static IEnumerable<object> Agents => new[] { "Traveller", "Translator", "Bookkeeper", "Reviewer" }.Select(name => new
    {
        name,
        description = $"{name} works for everybody who asks politely.",
        version = "1.0.0",
        url = "http://127.0.0.1:9/a2a",
        path = "/" + name.ToLowerInvariant(),
        skills = new[] { new { id = "plan", name = "Plan a journey", description = "From here to there.", tags = new[] { "travel" } } },
    });

    private async Task PostAsync<T>(string path, T body)
    {
        using var response = await Gateway.Client.PostAsJsonAsync(path, body, Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(Cancellation)}");
    }
}
