using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ReferenceAgent.Tools;

/// <summary>
/// What the model can do: find tools, call what it has found, and the same with agents. It knows no server beforehand; names and parameters
/// are those that the reference's agent and the gateway's registry use.
/// </summary>
internal sealed class Toolbox(GatewayServers servers, AgentCalls agents, Journal journal)
{
    public const string Finder = "intelligent_tool_finder";
    public const string Invoker = "invoke_mcp_tool";
    public const string AgentFinder = "discover_agents";
    public const string AgentCaller = "call_agent";

    /// <summary>What the reference's agent takes beside these, and the finder at the gateway.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "mcp_registry_url", "supported_transports", "auth_provider", "auth_token", "session_cookie", "tags", "top_k_services",
    };

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["service_path"] = "server_path",
        ["server_name"] = "server_path",
    };

    private static readonly Dictionary<string, string> NoNames = new(StringComparer.Ordinal);
    private static readonly HashSet<string> NoneIgnored = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ServerAddress> _found = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<AITool> Tools =>
    [
        Function(
            FindToolsAsync, Finder, "Finds tools for a task in plain words, among all that the user may use. Call it before you say no."),
        Function(
            InvokeAsync, Invoker, $"Calls a tool that {Finder} has found, with the user's rights. A refusal is final."),
        Function(
            agents.DiscoverAsync, AgentFinder, "Finds other agents for a task in plain words, when no tool fits or the user asks for one."),
        Function(
            agents.CallAsync, AgentCaller, $"Sends a message to an agent that {AgentFinder} has found, and gives its answer."),
    ];

    /// <summary>Its text comes to the model as it is, and not as JSON.</summary>
    private CheckedFunction Function(Delegate act, string name, string description)
    {
        var function = AIFunctionFactory.Create(
            act, new AIFunctionFactoryOptions
            {
                Name = name,
                Description = description,
                MarshalResult = static (result, _, _) => ValueTask.FromResult(result),
            });
        return new(
            function, journal, name == Invoker ? OtherNames : NoNames, name is Finder or Invoker ? Ignored : NoneIgnored);
    }

    private async Task<string> FindToolsAsync(
        [Description("What is to be done, in plain words.")] string natural_language_query,
        [Description("How many tools to answer with.")] int top_n_tools = 3,
        CancellationToken cancellationToken = default)
    {
        await journal.TellAsync($"looking for a tool: {natural_language_query}");
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(natural_language_query)] = natural_language_query,
            [nameof(top_n_tools)] = Math.Clamp(top_n_tools, 1, 10),
        };
        var (outcome, structured) = await servers.CallAsync(ServerAddress.Registry, Finder, arguments, cancellationToken);
        foreach (var tool in Entries(structured))
        {
            Remember(tool);
        }

        return await journal.EndAsync(Finder, outcome);
    }

    private async Task<string> InvokeAsync(
        [Description("'service_path' of the found tool.")] string server_path,
        [Description("'tool_name' of the found tool.")] string tool_name,
        [Description("The tool's arguments, by its 'tool_schema'.")] JsonElement? arguments = null,
        CancellationToken cancellationToken = default)
    {
        var path = "/" + server_path.Trim('/');
        await journal.TellAsync($"calling {tool_name} of {path} {arguments?.GetRawText()}");
        if (arguments is not { ValueKind: JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined } and not null)
        {
            return await journal.EndAsync(tool_name, ToolOutcome.Failed("'arguments' must be an object, by the tool's schema."));
        }

        var values = arguments is { ValueKind: JsonValueKind.Object } stated
            ? stated.EnumerateObject().ToDictionary(static item => item.Name, static item => (object?)item.Value, StringComparer.Ordinal)
            : [];
        var server = _found.GetValueOrDefault(path) ?? new ServerAddress(path);
        var (outcome, _) = await servers.CallAsync(server, tool_name, values, cancellationToken);
        return await journal.EndAsync($"{tool_name} of {path}", outcome);
    }

    private static IEnumerable<JsonElement> Entries(JsonElement? structured) =>
        structured is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("result", out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(static entry => entry.ValueKind == JsonValueKind.Object)
            : [];

    private void Remember(JsonElement tool)
    {
        if (!tool.TryGetProperty("service_path", out var path))
        {
            return;
        }

        var transports = tool.TryGetProperty("supported_transports", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static item => item.ToString()).ToArray()
            : [];
        var provider = tool.TryGetProperty("auth_provider", out var stated) && stated.ValueKind == JsonValueKind.String
            ? stated.GetString()
            : null;
        var server = new ServerAddress("/" + path.ToString().Trim('/'), transports is ["sse"], provider);
        _found[server.Path] = server;
    }
}
