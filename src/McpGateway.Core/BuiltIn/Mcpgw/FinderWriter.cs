using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Access.Decisions;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Writes what the finder found, within the caller's budget of tokens.</summary>
internal sealed class FinderWriter(AccessSnapshotHolder access, PublicOrigin origins)
{
    /// <param name="notice">What else the caller should know; null when nothing.</param>
    /// <param name="alternatives">Tools that fit less well: they are named when everything else could be told in full.</param>
    public CallToolResult Write(
        McpgwCall call, IReadOnlyList<FinderHit> hits, int maxTokens, string? notice, IReadOnlyList<FoundTool>? alternatives = null)
    {
        var mayInvoke = access.Current.For(call.Caller.Scopes).For(McpgwServer.Name).AllowsTool(InvokeTool.Name);
        var origin = call.Origin;
        var gateway = origins.Configured ?? $"{origin.Scheme}://{origin.Host}";
        var fitted = TokenBudget.Fit(hits, (hit, detail) => Entry(hit, detail, gateway, mayInvoke), maxTokens);
        var list = new JsonArray([.. fitted.Entries]);
        var others = fitted is { Dropped: 0, Shortened: 0 } ? alternatives ?? [] : [];
        var notes = new[] { notice, LeftOut(fitted, maxTokens), Named(others) }.OfType<string>().ToArray();
        var result = new CallToolResult { Content = [new TextContentBlock { Text = ToolAnswers.TextOf(list) }] };
        var body = new JsonObject { ["result"] = list };
        if (others.Count > 0)
        {
            body["alternatives"] = new JsonArray([.. others.Select(Alternative)]);
        }

        if (notes.Length > 0)
        {
            result.Content.Add(new TextContentBlock { Text = string.Join(' ', notes) });
            body["notes"] = AccessJson.Names(notes);
        }

        result.StructuredContent = ToolAnswers.ElementOf(body);
        return result;
    }

    private static JsonNode Alternative(FoundTool tool) => new JsonObject
    {
        ["tool_name"] = tool.ToolName,
        ["service_path"] = tool.ServerPath,
        ["overall_similarity_score"] = tool.Relevance,
    };

    private static string? Named(IReadOnlyList<FoundTool> others) => others.Count == 0
        ? null
        : "Next best: " + string.Join(", ", others.Select(static tool => string.Create(
            CultureInfo.InvariantCulture, $"{tool.ToolName} on {ServerPath.KeyOf(tool.ServerPath)} ({tool.Relevance:0.00})"))) + ".";

    private static string? LeftOut(FittedEntries fitted, int maxTokens)
    {
        var parts = new List<string>();
        if (fitted.Dropped > 0)
        {
            parts.Add($"{fitted.Dropped} more {(fitted.Dropped == 1 ? "tool was" : "tools were")} left out");
        }

        if (fitted.Shortened > 0)
        {
            parts.Add($"{fitted.Shortened} {(fitted.Shortened == 1 ? "tool is" : "tools are")} shortened (see 'left_out')");
        }

        return parts.Count == 0
            ? null
            : $"To stay within max_tokens={maxTokens}, {string.Join(" and ", parts)}. "
            + "Ask again with a larger max_tokens, or for fewer tools, to see everything.";
    }

    private static JsonObject Entry(FinderHit hit, Detail detail, string gateway, bool mayInvoke)
    {
        var schema = SchemaTrimmer.Cut(hit.Schema, detail);
        var path = ServerPath.KeyOf(hit.ServicePath);
        var entry = new JsonObject
        {
            ["tool_name"] = hit.ToolName,
            ["tool_parsed_description"] = Description(hit, detail),
            ["tool_schema"] = schema,
            ["service_path"] = hit.ServicePath,
            ["service_name"] = hit.ServiceName,
            ["supported_transports"] = AccessJson.Names(hit.Transports),
            ["auth_provider"] = hit.AuthProvider,
        };
        if (hit.Score is { } score)
        {
            entry["overall_similarity_score"] = score;
        }

        entry["health"] = hit.Health;
        entry["endpoint"] = gateway + hit.Endpoint;
        if (mayInvoke)
        {
            entry["invoke"] = Invoke(hit, path);
        }

        if (SchemaTrimmer.LeftOut(detail) is { } leftOut)
        {
            entry["left_out"] = leftOut;
        }

        return entry;
    }

    /// <summary>The call that uses the tool, with what to fill in between angle brackets.</summary>
    private static JsonObject Invoke(FinderHit hit, string path)
    {
        var arguments = new JsonObject
        {
            ["server_path"] = path,
            ["tool_name"] = hit.ToolName,
            ["arguments"] = ArgumentTemplate.Of(hit.Schema),
        };
        if (hit.AuthProvider is not null)
        {
            arguments["auth_provider"] = hit.AuthProvider;
        }

        return new() { ["tool"] = InvokeTool.Name, ["arguments"] = arguments };
    }

    private static JsonObject Description(FinderHit hit, Detail detail)
    {
        var parsed = ToolDescription.Parse(hit.Description);
        if (detail != Detail.Full)
        {
            return new() { ["main"] = SchemaTrimmer.FirstWords(parsed.Main) };
        }

        var description = new JsonObject { ["main"] = parsed.Main };
        Add(description, "args", parsed.Args);
        Add(description, "returns", parsed.Returns);
        Add(description, "raises", parsed.Raises);
        return description;
    }

    private static void Add(JsonObject description, string name, string? text)
    {
        if (text is not null)
        {
            description[name] = text;
        }
    }
}
