using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>
/// Who sees an agent, over HTTP: for random agents and callers the list, the details, the search, the address for messages and the
/// explanation of access agree.
/// </summary>
public sealed class AgentVisibilityTests : IAsyncLifetime
{
    private const int Count = 5;

    private static readonly string[] Groups = ["red", "green", "blue"];
    private static readonly Random Chance = new(20261201);

    private readonly List<Somebody> _people = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private ComposedGateway _gateway = null!;
    private FakeAgent _remote = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Paths => Enumerable.Range(0, Count).Select(static number => $"/agent{number}");

    private HttpClient Admin => _people[0].Client;

    public async ValueTask InitializeAsync()
    {
        _remote = await FakeAgent.StartAsync();
        _remote.PingStatus = 200;
        _gateway = await ComposedGateway.StartAsync();
        foreach (var group in Groups)
        {
            await _gateway.CreateGroupAsync(group, [], new Dictionary<string, string[]>());
        }

        _people.Add(new(ComposedGateway.Administrator, [], [], IsRuled: true, await _gateway.BearerAsync(ComposedGateway.Administrator)));
        foreach (var number in Enumerable.Range(0, 4))
        {
            _people.Add(await SomebodyAsync(number));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _people.Select(static somebody => somebody.Client))
        {
            client.Dispose();
        }

        await _gateway.DisposeAsync();
        await _remote.DisposeAsync();
    }

    /// <summary>
    /// Listed = got = found = called. Who does not see an agent is told that there is none (404), whatever the rules; what is switched off
    /// is listed and got, not found, and 503; where others are served, a caller whose rules name no agent is refused (403).
    /// </summary>
    [Fact]
    public async Task Agents_AnyCaller_AreListedGotFoundAndCalledAlike()
    {
        foreach (var path in Paths)
        {
            var owner = _people[Below(_people.Count)];
            _owners[path] = owner.Name;
            var registered = await owner.Client.SendAsync("POST", "/api/agents/register", CardOf(path));
            Assert.True(registered.Status == 201, registered.Body.ToString());
        }

        foreach (var states in States.ListOf(Count).Sample(5))
        {
            foreach (var (path, state) in Paths.Zip(states))
            {
                await PutAsync(path, state);
            }

            foreach (var somebody in _people)
            {
                await AssertSameAsync(somebody);
            }
        }
    }

    /// <summary>What the caller is shown at each place, and what it is answered there, against the rule read plainly.</summary>
    private async Task AssertSameAsync(Somebody somebody)
    {
        var client = somebody.Client;
        var listed = await client.ListAsync();
        var offered = await client.ListAsync("?enabled_only=true");
        var got = new List<string>();
        var answered = new List<(string, int)>();
        foreach (var path in Paths)
        {
            var status = (await client.SendAsync("GET", "/api/agents" + path)).Status;
            Assert.Contains(status, (int[])[200, 403]);
            if (status == 200)
            {
                got.Add(path);
            }

            answered.Add((path, await TalkAsync(client, path)));
        }

        Assert.Equal(Paths.Where(path => IsSeen(somebody, path)), listed);
        Assert.Equal(listed, got);
        await Eventually.UntilAsync(async () => (await FoundAsync(client)).SequenceEqual(offered));
        Assert.Equal(
            Paths.Select(path => (path, !listed.Contains(path) ? 404 : !offered.Contains(path) ? 503 : !somebody.IsRuled ? 403 : 200)),
            answered);
    }

    /// <summary>The rule, read plainly.</summary>
    private bool IsSeen(Somebody somebody, string path)
    {
        var state = _states[path];
        var isShown = state.Visibility == "public"
            || (state.Visibility == "group-restricted" && state.Groups.Intersect(somebody.Groups).Any());
        return somebody.Name == ComposedGateway.Administrator || _owners[path] == somebody.Name
            || (isShown && (somebody.Named.Contains("all") || somebody.Named.Contains(path)));
    }

    private static async Task<string[]> FoundAsync(HttpClient client)
    {
        var query = JsonNode.Parse("""{"query":"reviews code for a test","entity_types":["a2a_agent"],"max_results":50}""");
        var (status, body) = await client.SendAsync("POST", "/api/search/semantic", query);
        Assert.Equal(200, status);
        return
        [
            .. body.GetProperty("agents").EnumerateArray().Select(static agent => agent.GetProperty("path").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<int> TalkAsync(HttpClient client, string path)
    {
        var message = JsonNode.Parse("""
            {"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"kind":"message","messageId":"1","role":"user",
             "parts":[{"kind":"text","text":"Hello"}]}}}
            """);
        using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), message, Cancellation);
        return (int)answer.StatusCode;
    }

    private JsonObject CardOf(string path)
    {
        var card = AgentClient.Card(path);
        card["url"] = _remote.Url + "/a2a";
        return card;
    }

    private async Task PutAsync(string path, State state)
    {
        _states[path] = state;
        var card = CardOf(path);
        card["visibility"] = state.Visibility;
        card["allowed_groups"] = new JsonArray([.. state.Groups.Select(static group => (JsonNode)group)]);
        var updated = await Admin.SendAsync("PUT", "/api/agents" + path, card);
        Assert.True(updated.Status == 200, updated.Body.ToString());
        Assert.Equal(200, (await Admin.SendAsync("POST", $"/api/agents{path}/toggle?enabled={state.IsEnabled}")).Status);
        Assert.Equal(state.IsEnabled ? 200 : 400, (await Admin.SendAsync("POST", $"/api/agents{path}/health")).Status);
    }

    /// <summary>Somebody in random groups, with random permissions to list and get, who may register agents and call all or none.</summary>
    private async Task<Somebody> SomebodyAsync(int number)
    {
        var (name, isRuled) = ($"user{number}", number > 0);
        object[] rules = [Rule("api", "all"), .. isRuled ? Paths.Select(static path => Rule(path.Trim('/'), "all")) : []];
        var (listed, got) = (Some([.. Paths, "all"]), Some([.. Paths]));
        await _gateway.CreateGroupAsync("of-" + name, rules, new Dictionary<string, string[]>
        {
            ["publish_agent"] = ["all"],
            ["list_agents"] = listed,
            ["get_agent"] = got,
        });
        var groups = Some(Groups);
        await _gateway.CreateUserAsync(name, ["of-" + name, .. groups]);
        return new(name, groups, [.. listed, .. got], isRuled, await _gateway.BearerAsync(name));
    }

    private static string[] Some(string[] all) => [.. all.Where(static _ => Below(3) == 0)];

#pragma warning disable CA5394 // Chances that can be had again.
    private static int Below(int limit) => Chance.Next(limit);
#pragma warning restore CA5394

    private static object Rule(string server, string methods) => new { server, methods = new[] { methods }, tools = new[] { "all" } };

    private sealed record Somebody(string Name, string[] Groups, string[] Named, bool IsRuled, HttpClient Client);

    private sealed record State(string Visibility, string[] Groups, bool IsEnabled);

    private static Gen<State> States =>
        from visibility in Gen.Elements("public", "private", "group-restricted")
        from groups in Gen.Elements(Groups).NonEmptyListOf()
        from isEnabled in Gen.Elements(true, true, false)
        select new State(visibility, visibility == "group-restricted" ? [.. groups.Distinct()] : [], isEnabled);
}
