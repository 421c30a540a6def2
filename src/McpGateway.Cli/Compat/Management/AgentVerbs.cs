using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Agents: register, list, show, change, switch, delete.</summary>
internal static class AgentVerbs
{
    private const string Agents = "/api/agents";

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("agent-register", "Register an agent from a JSON file", [Parameter.Required("--config", "JSON file of the agent")],
            RegisterAsync),
        new("agent-list", "List agents",
            [
                Parameter.Text("--query", "Text to look for"), Parameter.Flag("--enabled-only", "Leave out those that are switched off"),
                Parameter.Choice("--visibility", "Who sees them", isRequired: false, "public", "private", "internal"),
            ],
            ListAsync),
        new("agent-get", "Show an agent's card", Path, GetAsync),
        new("agent-delete", "Delete an agent", [.. Path, Parameter.Flag("--force", "Do not ask")], DeleteAsync),
        new("agent-update", "Change an agent to what a JSON file says",
            [.. Path, Parameter.Required("--config", "JSON file of the agent")], UpdateAsync),
        new("agent-toggle", "Switch an agent on or off",
            [.. Path, Parameter.Choice("--enabled", "The state to have then", isRequired: true, "true", "false")], ToggleAsync),
    ];

    private static Parameter[] Path => [Parameter.Required("--path", "Path of the agent")];

    private static string Address(Call call) => Agents + RegistryApi.Path(call.Text("--path"));

    private static async Task<int> RegisterAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("--config"), cancellationToken));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Agents}/register", card, cancellationToken);
        var agent = answer.Object("agent");
        call.Note($"Agent registered successfully: {agent.Shown("name")} at {agent.Shown("path")}");
        return call.Json(new JsonObject
        {
            ["message"] = answer["message"]?.DeepClone(),
            ["agent"] = Chosen(agent, "name", "path", "url", "num_skills", "is_enabled"),
        });
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        string?[] query =
        [
            call.Optional("--query") is { } text ? "query=" + Uri.EscapeDataString(text) : null,
            call.Has("--enabled-only") ? "enabled_only=true" : null,
            call.Optional("--visibility") is { } visibility ? "visibility=" + visibility : null,
        ];
        var parts = string.Join('&', query.Where(part => part is not null));
        var answer = await call.Api.GetAsync(parts.Length == 0 ? Agents : $"{Agents}?{parts}", cancellationToken);
        var agents = answer.List("agents");
        call.Note(agents.Count == 0 ? "No agents found" : $"Found {agents.Count} agents:");
        foreach (var agent in agents)
        {
            call.Line($"{(agent.IsTrue("is_enabled") ? "✓" : "✗")} {agent.Shown("name")} ({agent.Shown("path")})");
            call.Line($"  {agent.Shown("description")}");
            call.Line();
        }

        return Call.Success;
    }

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var agent = await call.Api.GetAsync(Address(call), cancellationToken);
        call.Note($"Retrieved agent: {agent.Shown("name")}");
        var shown = Chosen(agent, "name", "path", "description", "url", "version", "provider", "is_enabled", "visibility");
        shown["skills"] = new JsonArray([.. agent.List("skills").Select(skill => Chosen(skill, "name", "description"))]);
        return call.Json(shown);
    }

    /// <summary>These members in this order, null where there is none; names as the wire has them or in camel case.</summary>
    private static JsonObject Chosen(JsonNode? value, params ReadOnlySpan<string> names)
    {
        var chosen = new JsonObject();
        foreach (var name in names)
        {
            chosen[name] = (JsonNodes.Member(value, name) ?? JsonNodes.Member(value, JsonNamingPolicy.CamelCase.ConvertName(Pascal(name))))
                ?.DeepClone();
        }

        return chosen;
    }

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var path = call.Text("--path");
        if (!await call.IsConfirmedAsync($"Delete agent {path}?", cancellationToken))
        {
            return Call.Success;
        }

        await call.Api.DeleteAsync(Address(call), cancellationToken);
        call.Note($"Agent deleted successfully: {path}");
        return Call.Success;
    }

    private static async Task<int> UpdateAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("--config"), cancellationToken));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Put, Address(call), card, cancellationToken);
        call.Note($"Agent updated successfully: {answer.Shown("name")}");
        return Call.Success;
    }

    private static async Task<int> ToggleAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostAsync($"{Address(call)}/toggle?enabled={call.Text("--enabled")}", cancellationToken);
        call.Note($"Agent {answer.Shown("path")} is now {(answer.IsTrue("is_enabled") ? "enabled" : "disabled")}");
        return Call.Success;
    }
}
