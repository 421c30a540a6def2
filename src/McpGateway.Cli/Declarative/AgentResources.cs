using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>A2A agents: by the address of their card, or with the card in the file.</summary>
internal sealed class AgentResources : IResourceKind
{
    public string Section => "agents";

    public string Title => "agent";

    public string Key => "path";

    public IReadOnlyList<string> Members { get; } =
        ["path", "card_url", "card", "enabled", "visibility", "allowed_groups", "tags", "trust_level", "status"];

    public IReadOnlyList<string> Flags { get; } = ["enabled"];

    public IReadOnlyList<string> Lists { get; } = ["allowed_groups", "tags"];

    public IReadOnlyList<string> Filled { get; } = ["card_url", "card", "visibility", "trust_level", "status"];

    public async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = await run.GetAsync(ApiRoutes.AgentList, cancellationToken);
        var all = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var path in list.Items("agents").Select(static agent => agent.Text("path")))
        {
            var agent = await run.GetAsync(ApiRoutes.AgentGet, cancellationToken, path);
            if (agent.Text("source").Length == 0)
            {
                all[path] = await FormAsync(run, agent, cancellationToken);
            }
        }

        return all;
    }

    public async Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken)
    {
        var path = "/" + ((string)stated["path"]!).Trim('/');
        var body = new JsonObject { ["path"] = path };

        // A card is stated in one of two ways; the one in the file counts.
        var other = stated.ContainsKey("card") ? "card_url" : stated.ContainsKey("card_url") ? "card" : "";
        foreach (var member in Members.Where(member => member is not ("path" or "enabled") && member != other))
        {
            var value = !stated.ContainsKey(member) ? stored?[member] : stated[member] ?? (Lists.Contains(member) ? new JsonArray() : null);
            if (value is not null)
            {
                body[member] = value.DeepClone();
            }
        }

        if (stored is null)
        {
            await run.SendAsync(ApiRoutes.AgentRegister, Bodies.Json(body), cancellationToken);
        }
        else
        {
            await run.SendAsync(ApiRoutes.AgentUpdate, Bodies.Json(body), cancellationToken, path);
        }

        var isOn = stated["enabled"] is not JsonValue enabled || enabled.GetValueKind() == JsonValueKind.True;
        if (stored is null ? isOn : stated.ContainsKey("enabled") && !Differences.AreSame(stated["enabled"], stored["enabled"]))
        {
            await run.Gateway.JsonAsync(ApiRoutes.AgentToggle, cancellationToken, [path], query: [new("enabled", Bodies.Flag(isOn))]);
        }
    }

    public Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken) =>
        run.SendAsync(ApiRoutes.AgentDelete, null, cancellationToken, key);

    private static async Task<JsonObject> FormAsync(CommandRun run, JsonElement agent, CancellationToken cancellationToken)
    {
        var form = new JsonObject
        {
            ["path"] = agent.Text("path"),
            ["enabled"] = agent.Flag("is_enabled"),
            ["visibility"] = agent.Text("visibility"),
            ["allowed_groups"] = Bodies.Names(agent.Items("allowed_groups").Select(JsonRead.ScalarOf)),
            ["tags"] = Bodies.Names(agent.Items("tags").Select(JsonRead.ScalarOf)),
            ["trust_level"] = agent.Text("trust_level"),
            ["status"] = agent.Text("status"),
        };
        if (agent.Text("card_url") is { Length: > 0 } address)
        {
            form["card_url"] = address;
        }
        else
        {
            form["card"] = JsonNode.Parse((await run.GetAsync(ApiRoutes.AgentCard, cancellationToken, agent.Text("path"))).GetRawText());
        }

        return form;
    }
}
