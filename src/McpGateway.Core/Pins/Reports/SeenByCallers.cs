using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Pins.Reports;

/// <summary>Joins what is known of a server's definitions with one that a caller was about to be shown. Pure.</summary>
internal static class SeenByCallers
{
    /// <summary>How many definitions are kept that only callers have met: a server could make up a new one for each of them.</summary>
    private const int MaxKept = 500;

    /// <summary>
    /// Whether something else was stored since, which its reporter had not heard of: of two replicas' news the later one counts,
    /// whichever is stored first.
    /// </summary>
    /// <param name="seenAt">When the definition was met.</param>
    public static bool IsOvertaken(ServerToolsRecord known, PinReport report, DateTimeOffset seenAt)
    {
        var (hash, changedAt) = report.Kind switch
        {
            DefinitionKind.Tool => known.Tools.FirstOrDefault(tool => tool.Name == report.Name) is { } tool
                ? (tool.DefinitionHash, tool.ChangedAt)
                : default,
            DefinitionKind.Prompt => StateOf(known.Prompts, report.Name),
            DefinitionKind.Resource => StateOf(known.Resources, report.Name),
            DefinitionKind.ResourceTemplate => StateOf(known.ResourceTemplates, report.Name),
            DefinitionKind.Instructions => (known.PinnedInstructions?.DefinitionHash, known.PinnedInstructions?.ChangedAt),
        };
        return hash is not null && hash != report.KnownHash && changedAt > seenAt;
    }

    /// <param name="known">What is stored.</param>
    /// <param name="report">What was met.</param>
    /// <param name="now">When it was met.</param>
    /// <param name="rules">The mode that is in force.</param>
    /// <returns>The new record, or null when the definition cannot be read or is known already.</returns>
    public static ServerToolsRecord? Apply(ServerToolsRecord known, PinReport report, DateTimeOffset now, PinRules rules)
    {
        if (rules.IsOff || known.PinFormat < ServerToolsRecord.CurrentPinFormat)
        {
            return null;
        }

        return report.Kind switch
        {
            DefinitionKind.Tool => Tool(known, report, now, rules),
            DefinitionKind.Prompt => Items(known.Prompts, report, now, rules) is { } prompts ? known with { Prompts = prompts } : null,
            DefinitionKind.Resource => Items(known.Resources, report, now, rules) is { } resources
                ? known with { Resources = resources }
                : null,
            DefinitionKind.ResourceTemplate => Items(known.ResourceTemplates, report, now, rules) is { } templates
                ? known with { ResourceTemplates = templates }
                : null,
            DefinitionKind.Instructions => Instructions(known, report, now),
        };
    }

    private static (string? Hash, DateTimeOffset? ChangedAt) StateOf(IReadOnlyList<PinnedItem>? items, string name) =>
        items?.FirstOrDefault(item => item.Name == name) is { } item ? (item.DefinitionHash, item.ChangedAt) : default;

    private static ServerToolsRecord? Tool(ServerToolsRecord known, PinReport report, DateTimeOffset now, PinRules rules)
    {
        if (Read(report) is not { } found || found.Name != report.Name)
        {
            return null;
        }

        var listed = known.Tools.FirstOrDefault(tool => tool.Name == found.Name);
        var removed = listed is null ? known.Removed.LastOrDefault(tool => tool.Name == found.Name) : null;
        var before = listed ?? removed;
        var joined = ToolMerge.Join(found, before, isFirst: false, [], now, rules) with
        {
            IsSeenByCallers = listed?.IsSeenByCallers ?? true,
        };
        if (before is not null && (before.DefinitionHash, before.ApprovedHash) == (joined.DefinitionHash, joined.ApprovedHash))
        {
            return null;
        }

        if (listed is not null)
        {
            return known with { Tools = [.. known.Tools.Select(tool => tool.Name == found.Name ? joined : tool)] };
        }

        if (known.Tools.Count(static tool => tool.IsSeenByCallers) >= MaxKept)
        {
            return null;
        }

        var others = known.Removed.Where(tool => tool.Name != found.Name);
        return joined.State == PinState.Approved
            ? known with { Removed = [.. others, joined] }
            : known with { Tools = [.. known.Tools, joined], Removed = [.. others] };
    }

    private static List<PinnedItem>? Items(IReadOnlyList<PinnedItem>? known, PinReport report, DateTimeOffset now, PinRules rules)
    {
        if (known is null || Parse(report) is not { } json || ItemReader.Find(report.Kind, json) is not { } found
            || found.Name != report.Name)
        {
            return null;
        }

        var before = known.FirstOrDefault(item => item.Name == found.Name);
        var joined = found.After(before, rules.Accepts(report.Kind), now);
        if (before is null ? known.Count >= MaxKept + ItemLimits.MostItems : before.DefinitionHash == joined.DefinitionHash)
        {
            return null;
        }

        return [.. known.Where(item => item.Name != found.Name), joined];
    }

    private static ServerToolsRecord? Instructions(ServerToolsRecord known, PinReport report, DateTimeOffset now)
    {
        if (known.PinnedInstructions is not { } before || Parse(report) is not { ValueKind: JsonValueKind.String } json)
        {
            return null;
        }

        var joined = ItemReader.Instructions(json.GetString()!).After(before, isAccepted: false, now);
        return joined.DefinitionHash == before.DefinitionHash ? null : known with { PinnedInstructions = joined };
    }

    private static ToolRecord? Read(PinReport report)
    {
        try
        {
            return ToolReader.Find(JsonNode.Parse(report.Definition.Span));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Parse(PinReport report)
    {
        try
        {
            return JsonElement.Parse(report.Definition.Span, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
