using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Management;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary><c>cli/agent_mgmt.py</c>: agents by their paths.</summary>
internal static class AgentManagement
{
    private const string Agents = "/api/agents";
    private const string Unknown = "unknown";
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
        BaseUrlConnection.With("Authorization"))
    {
        PrintsFailures = true,
    };

    private static Parameter AgentPath => Parameter.Operand("path", "Path of the agent");

    private static Parameter File => Parameter.Operand("file", "JSON file of the agent");

    private static async Task<int> RegisterAsync(Call call, CancellationToken cancellationToken)
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("file"), cancellationToken));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Agents}/register", card, cancellationToken);
        call.Line($"Agent '{card.ShownOr("name", "Unknown")}' registered successfully!");
        return call.Json(answer);
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Agents, cancellationToken);
        var agents = answer.List("agents");
        if (agents.Count == 0)
        {
            call.Line("No agents found");
            return Call.Success;
        }

        call.Line($"Found {answer.Shown("total_count")} agent(s):");
        AgentTables.Print(call, AgentTables.Wide, [("Agent Name", 40), ("Path", 25), ("Status", 8)], agents.Select(agent =>
            new[] { agent.ShownOr("name", Unknown), agent.ShownOr("path", Unknown), $"{State(agent),-8}" }));
        return Call.Success;
    }

    private static Task<int> GetAsync(Call call, CancellationToken cancellationToken) => AboutAsync(call, async (path, address) =>
    {
        var agent = await call.Api.GetAsync(address, cancellationToken);
        call.Line($"Agent details for: {path}");
        return call.Json(agent);
    });

    private static Task<int> TestAsync(Call call, CancellationToken cancellationToken) => AboutAsync(call, async (path, address) =>
    {
        var agent = await call.Api.GetAsync(address, cancellationToken);
        call.Line($"Agent: {agent.ShownOr("name", Unknown)}");
        call.Line($"Path: {path}");
        call.Line($"Status: {State(agent)}");
        call.Line($"Description: {agent.ShownOr("description", "")}");
        call.Line($"Service URL: {agent.ShownOr("url", "")}");
        call.Line();
        var isWell = true;
        if (!IsOn(agent))
        {
            call.Line("Health Check: SKIPPED (agent is disabled)");
        }
        else
        {
            call.Line("Performing health check...");
            (isWell, var detail) = await IsReachableAsync(call, path, cancellationToken);
            call.Line($"  Health Check: {(isWell ? "PASSED" : "FAILED")}");
            call.Line($"  {(isWell ? "Details" : "Reason")}: {detail}");
        }

        call.Line();
        call.Line("Agent Registry Details:");
        call.Json(agent);
        return isWell ? Call.Success : Call.Failure;
    });

    private static async Task<int> TestAllAsync(Call call, CancellationToken cancellationToken)
    {
        var agents = (await call.Api.GetAsync(Agents, cancellationToken)).List("agents");
        if (agents.Count == 0)
        {
            call.Line("No agents to test");
            return Call.Success;
        }

        var rows = new List<string[]>();
        var failed = 0;
        foreach (var agent in agents)
        {
            var result = Sign("-", "SKIPPED");
            if (IsOn(agent))
            {
                var (isWell, _) = await IsReachableAsync(call, agent.Shown("path"), cancellationToken);
                result = isWell ? Sign("✓", "PASSED") : Sign("✗", "FAILED");
                failed += isWell ? 0 : 1;
            }

            rows.Add([agent.ShownOr("name", Unknown), State(agent), result]);
        }

        call.Line("Testing agents:");
        AgentTables.Print(call, AgentTables.Narrow, [("Agent Name", 35), ("Registry", 8), ("Health Check", 20)], rows);
        call.Line($"Summary: {agents.Count - failed} passed, {failed} failed");
        return failed == 0 ? Call.Success : Call.Failure;
    }

    /// <summary>Asked of the gateway, which can reach agents that this machine may not.</summary>
    private static async Task<(bool IsWell, string Detail)> IsReachableAsync(Call call, string path, CancellationToken cancellationToken)
    {
        try
        {
            var health = await call.Api.PostAsync($"{Agents}{RegistryApi.Path(path)}/health", cancellationToken);
            var isHealthy = health.Text("status") == "healthy";
            return (isHealthy, health.Shown(isHealthy ? "status" : "detail"));
        }
        catch (CommandFailure refused)
        {
            return (false, PlainText.Line(refused.Message));
        }
    }

    private static async Task<int> SearchAsync(Call call, CancellationToken cancellationToken)
    {
        var query = PlainText.Line(call.Text("query"));
        var answer = await call.Api.PostAsync(
            $"{Agents}/discover/semantic?query={Uri.EscapeDataString(call.Text("query"))}&max_results={call.Whole("--max-results")}",
            cancellationToken);
        var agents = answer.List("agents");
        if (agents.Count == 0)
        {
            call.Line($"No agents found matching '{query}'");
            return Call.Success;
        }

        call.Line($"Found {agents.Count} agent(s) matching '{query}':");
        AgentTables.Print(call, AgentTables.Medium, [("Agent Name", 40), ("Path", 25), ("Score", 8)], agents.Select(agent =>
            new[] { agent.ShownOr("name", Unknown), agent.ShownOr("path", Unknown), AgentTables.Score(agent) }));
        return Call.Success;
    }

    private static Task<int> UpdateAsync(Call call, CancellationToken cancellationToken) => AboutAsync(call, async (_, address) =>
    {
        var card = AgentFile.Normalize(await call.ReadFileAsync(call.Text("file"), cancellationToken));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Put, address, card, cancellationToken);
        call.Line($"Agent '{card.ShownOr("name", "Unknown")}' updated successfully!");
        return call.Json(answer);
    });

    private static Task<int> DeleteAsync(Call call, CancellationToken cancellationToken) => AboutAsync(call, async (path, address) =>
    {
        await call.Api.DeleteAsync(address, cancellationToken);
        call.Line($"Agent at path '{path}' deleted successfully!");
        return Call.Success;
    });

    private static Task<int> ToggleAsync(Call call, CancellationToken cancellationToken) => AboutAsync(call, async (path, address) =>
    {
        var enabled = call.Text("enabled").ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" or "ON" => "true",
            "FALSE" or "0" or "NO" or "OFF" => "false",
            _ => throw CommandFailure.Misuse($"argument enabled: must be true or false, not {call.Text("enabled")}"),
        };
        var answer = await call.Api.PostAsync($"{address}/toggle?enabled={enabled}", cancellationToken);
        call.Line($"Agent at path '{path}' is now {State(answer)}");
        return call.Json(answer);
    });

    /// <summary>Runs something about one agent; that it is not there is told with its path.</summary>
    private static async Task<int> AboutAsync(Call call, Func<string, string, Task<int>> run)
    {
        var path = PlainText.Line("/" + call.Text("path").TrimStart('/'));
        try
        {
            return await run(path, Agents + RegistryApi.Path(call.Text("path")));
        }
        catch (CommandFailure refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            throw new CommandFailure(Call.Failure, $"Agent at path '{path}' not found", null, refused);
        }
    }

    private static string Sign(string sign, string state) => $"{sign} {state,-17}";

    private static bool IsOn(JsonNode agent) => agent.IsTrue("is_enabled") || agent.IsTrue("isEnabled");

    private static string State(JsonNode agent) => IsOn(agent) ? "ENABLED" : "DISABLED";
}
