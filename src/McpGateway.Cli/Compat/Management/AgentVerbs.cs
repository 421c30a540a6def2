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
        call.Line($"Agent registered: {agent.Shown("name")}");
        call.Line($"  Path: {agent.Shown("path")}");
        call.Line($"  URL: {agent.Shown("url")}");
        call.Line($"  Skills: {agent.Shown("num_skills")}");
        call.Line($"  Enabled: {agent.Shown("is_enabled")}");
        return Call.Success;
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
        call.Line($"Found {answer.Shown("total_count")} agents");
        foreach (var agent in answer.List("agents"))
        {
            call.Line();
            call.Line(agent.Shown("name"));
            call.Line($"  Path: {agent.Shown("path")}");
            call.Line($"  URL: {agent.Shown("url")}");
            call.Line($"  Enabled: {agent.Shown("is_enabled")}");
            call.Line($"  Skills: {agent.ShownList("skills")}");
        }

        return Call.Success;
    }

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken) =>
        call.Json(await call.Api.GetAsync(Address(call), cancellationToken));

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var path = call.Text("--path");
        if (!await call.IsConfirmedAsync($"Delete agent {path}?", cancellationToken))
        {
            return Call.Success;
        }

        await call.Api.DeleteAsync(Address(call), cancellationToken);
        call.Line($"Agent deleted: {path}");
        return Call.Success;
    }

    private static async Task<int> UpdateAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("--config"), cancellationToken));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Put, Address(call), card, cancellationToken);
        call.Line($"Agent updated: {answer.Shown("name")}");
        call.Line($"  Path: {answer.Shown("path")}");
        call.Line($"  Version: {answer.Shown("version")}");
        return Call.Success;
    }

    private static async Task<int> ToggleAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostAsync($"{Address(call)}/toggle?enabled={call.Text("--enabled")}", cancellationToken);
        call.Line($"Agent {answer.Shown("path")} is now {(answer.IsTrue("is_enabled") ? "enabled" : "disabled")}");
        call.Line($"  Message: {answer.Shown("message")}");
        return Call.Success;
    }
}
