using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Management;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary><c>cli/agent_mgmt.py</c>: agents by their paths.</summary>
internal static class AgentManagement
{
    private const string Agents = "/api/agents";
    private const int Results = 10;

    public static CompatProgram Program { get; } = new(
        "agent_mgmt",
        "Manage agents",
        BaseUrlConnection.Parameters,
        [
            new("register", "Register an agent", [File], RegisterAsync),
            new("list", "List agents", [], ListAsync),
            new("get", "Show an agent's card", [AgentPath], GetAsync),
            new("test", "Whether an agent is registered and answers", [AgentPath], TestAsync),
            new("test-all", "The same for all agents", [], TestAllAsync),
            new("search", "Search agents by meaning",
                [Parameter.Operand("query", "What it is to do"), Parameter.Whole("--max-results", "At most so many", Results)],
                SearchAsync),
            new("update", "Change an agent", [AgentPath, File], UpdateAsync),
            new("delete", "Delete an agent", [AgentPath], DeleteAsync),
            new("toggle", "Switch an agent on or off", [AgentPath, Parameter.Operand("enabled", "true or false")], ToggleAsync),
        ],
        BaseUrlConnection.With("Authorization"));

    private static Parameter AgentPath => Parameter.Operand("path", "Path of the agent");

    private static Parameter File => Parameter.Operand("file", "JSON file of the agent");

    private static string Address(Call call) => Agents + RegistryApi.Path(call.Text("path"));

    private static async Task<int> RegisterAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("file"), cancellationToken));
        return call.Json(await call.Api.SendJsonAsync(HttpMethod.Post, $"{Agents}/register", card, cancellationToken));
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Agents, cancellationToken);
        call.Line($"Found {answer.List("agents").Count} agents");
        foreach (var agent in answer.List("agents"))
        {
            call.Line($"  {agent.Shown("path")}: {agent.Shown("name")} ({State(agent)})");
        }

        return Call.Success;
    }

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken) =>
        call.Json(await call.Api.GetAsync(Address(call), cancellationToken));

    private static async Task<int> TestAsync(Call call, CancellationToken cancellationToken) =>
        await IsReachableAsync(call, call.Text("path"), cancellationToken) ? Call.Success : Call.Failure;

    private static async Task<int> TestAllAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Agents, cancellationToken);
        var failed = 0;
        foreach (var agent in answer.List("agents"))
        {
            failed += await IsReachableAsync(call, agent.Shown("path"), cancellationToken) ? 0 : 1;
        }

        call.Line($"{answer.List("agents").Count - failed} of {answer.List("agents").Count} agents passed");
        return failed == 0 ? Call.Success : Call.Failure;
    }

    /// <summary>Asked of the gateway, which can reach agents that this machine may not.</summary>
    private static async Task<bool> IsReachableAsync(Call call, string path, CancellationToken cancellationToken)
    {
        try
        {
            var health = await call.Api.PostAsync($"{Agents}{RegistryApi.Path(path)}/health", cancellationToken);
            var isHealthy = health.Text("status") == "healthy";
            call.Line($"{(isHealthy ? "PASS" : "FAIL")} {path}: {health.Shown(isHealthy ? "status" : "detail")}");
            return isHealthy;
        }
        catch (CommandFailure refused)
        {
            call.Line($"FAIL {path}: {refused.Message}");
            return false;
        }
    }

    private static async Task<int> SearchAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostAsync(
            $"{Agents}/discover/semantic?query={Uri.EscapeDataString(call.Text("query"))}&max_results={call.Whole("--max-results")}",
            cancellationToken);
        call.Line($"Found {answer.List("agents").Count} agents");
        foreach (var agent in answer.List("agents"))
        {
            call.Line($"  {agent.Shown("path")}: {agent.Shown("name")}");
        }

        return Call.Success;
    }

    private static async Task<int> UpdateAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("file"), cancellationToken));
        return call.Json(await call.Api.SendJsonAsync(HttpMethod.Put, Address(call), card, cancellationToken));
    }

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync(Address(call), cancellationToken);
        call.Line($"Agent deleted: {call.Text("path")}");
        return Call.Success;
    }

    private static async Task<int> ToggleAsync(Call call, CancellationToken cancellationToken)
    {
        var enabled = call.Text("enabled").ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" or "ON" => "true",
            "FALSE" or "0" or "NO" or "OFF" => "false",
            _ => throw CommandFailure.Misuse($"argument enabled: must be true or false, not {call.Text("enabled")}"),
        };
        var answer = await call.Api.PostAsync($"{Address(call)}/toggle?enabled={enabled}", cancellationToken);
        call.Line($"Agent {answer.Shown("path")} is now {State(answer)}");
        return Call.Success;
    }

    private static string State(JsonNode agent) => agent.IsTrue("is_enabled") ? "enabled" : "disabled";
}
