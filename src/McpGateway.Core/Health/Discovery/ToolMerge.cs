using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Health.Discovery;

/// <summary>Joins what is known of a server's definitions with what was found now. Pure.</summary>
internal static class ToolMerge
{
    private const int MaxRemembered = 500;

    /// <returns>The new record, or null when nothing changed.</returns>
    public static ServerToolsRecord? Apply(ServerToolsRecord? known, FoundTools found, DateTimeOffset now, PinRules rules)
    {
        // A list that was stated at registration and never found is no approval of anything; one that was imported was found elsewhere.
        var approved = known is { ProtocolVersion: not null } or { IsImported: true } ? known : null;
        var before = new Dictionary<string, ToolRecord>(StringComparer.Ordinal);
        foreach (var tool in (approved?.Removed ?? []).Concat(approved?.Tools ?? []))
        {
            // In both lists when an operator has stated a tool that the server took away: what was stated counts.
            before[tool.Name] = tool;
        }

        var present = found.Tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var gone = (approved?.Tools ?? []).Where(tool => !present.Contains(tool.Name)).ToList();
        var isOld = approved is { PinFormat: < ServerToolsRecord.CurrentPinFormat };
        var kept = gone.Where(static tool => tool.IsSeenByCallers && tool.State is PinState.Changed or PinState.New).ToList();
        present.UnionWith(kept.Select(static tool => tool.Name));
        var isRenewed = approved?.ImplementationVersion is { } version && version != found.Version;
        var next = new ServerToolsRecord
        {
            Tools =
            [
                .. found.Tools.Select(tool => Join(
                    tool, Upgraded(before.GetValueOrDefault(tool.Name), tool, isOld, approved?.IsImported == true), approved is null, gone,
                    now, rules)),
                .. kept,
            ],
            Removed = [.. before.Values.Where(tool => !present.Contains(tool.Name)).TakeLast(MaxRemembered)],
            ImplementationName = found.Name,
            ImplementationVersion = found.Version,
            FormerImplementationVersion = isRenewed ? approved!.ImplementationVersion : approved?.FormerImplementationVersion,
            ImplementationChangedAt = isRenewed ? now : approved?.ImplementationChangedAt,
            Instructions = found.Instructions,
            ProtocolVersion = found.Revision,
            DiscoveredAt = now,
            PinFormat = ServerToolsRecord.CurrentPinFormat,
            Prompts = Items(approved?.Prompts, found.Prompts, rules.Accepts(DefinitionKind.Prompt), now, rules),
            Resources = Items(approved?.Resources, found.Resources, rules.Accepts(DefinitionKind.Resource), now, rules),
            ResourceTemplates = Items(
                approved?.ResourceTemplates, found.ResourceTemplates, rules.Accepts(DefinitionKind.ResourceTemplate), now, rules),
            PinnedInstructions = InstructionsOf(approved, found, now, rules),
        };
        return approved is not null && IsSame(approved, next) ? null : next;
    }

    /// <summary>One tool as it was seen now, with what was said to it before.</summary>
    /// <param name="found">As seen.</param>
    /// <param name="known">As known; null when it was not.</param>
    /// <param name="isFirst">Whether nothing of the server was known: what is found first is what was registered.</param>
    /// <param name="gone">Tools that are not there any more, of which it may be one under another name.</param>
    /// <param name="now">The time.</param>
    /// <param name="rules">The mode that is in force.</param>
    public static ToolRecord Join(
        ToolRecord found, ToolRecord? known, bool isFirst, IReadOnlyList<ToolRecord> gone, DateTimeOffset now, PinRules rules)
    {
        if (isFirst || rules.IsOff)
        {
            return ToolDefinition.Approve(found);
        }

        var joined = known is null ? ToolDefinition.New(found, now) : ToolDefinition.Found(found, known, now);
        return joined.State != PinState.Approved && PinStates.TakesAsApproved(joined.State, rules.Accepts(DefinitionKind.Tool))
            ? ToolDefinition.Approve(joined)
            : joined is { State: PinState.New, RenamedFrom: null } ? joined with { RenamedFrom = Renames.Find(found, gone) }
            : joined;
    }

    /// <summary>
    /// What was approved when fewer members counted stays approved: the hash of that time is exchanged for the one of now where both are of
    /// the same definition.
    /// </summary>
    private static ToolRecord? Upgraded(ToolRecord? known, ToolRecord found, bool isOld, bool isImported) =>
        known is not null
        && (isImported ? DescribedHashOf(found) == known.ApprovedHash
            : isOld && found.Others is not null && StatedHashOf(found) == known.ApprovedHash)
            ? known with { ApprovedHash = found.DefinitionHash }
            : known;

    /// <summary>Of what the former product kept of a tool.</summary>
    private static string DescribedHashOf(ToolRecord tool) =>
        ToolDefinition.HashOf(tool.Name, title: null, tool.Description, tool.InputSchema, outputSchema: null, annotations: null);

    private static string StatedHashOf(ToolRecord tool) => ToolDefinition.HashOf(
        tool.Name, tool.Title, tool.Description, tool.InputSchema, tool.OutputSchema, tool.Annotations);

    private static IReadOnlyList<PinnedItem>? Items(
        IReadOnlyList<PinnedItem>? known, IReadOnlyList<PinnedItem>? found, bool isAccepted, DateTimeOffset now, PinRules rules)
    {
        if (found is null)
        {
            return known;
        }

        if (known is null || rules.IsOff)
        {
            return found;
        }

        var before = known.ToDictionary(static item => item.Name, StringComparer.Ordinal);
        var present = found.Select(static item => item.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. found.Select(item => item.After(before.GetValueOrDefault(item.Name), isAccepted, now)),
            .. known.Where(item => !present.Contains(item.Name)).TakeLast(MaxRemembered).Select(static item => item with { IsGone = true }),
        ];
    }

    private static PinnedItem? InstructionsOf(ServerToolsRecord? approved, FoundTools found, DateTimeOffset now, PinRules rules)
    {
        if (found.FullInstructions is not { } text)
        {
            return approved?.PinnedInstructions;
        }

        // A release that did not compare them has stored what it saw, unless it was too long.
        var known = approved?.PinnedInstructions
            ?? (approved?.Instructions is { Length: < ItemLimits.LongestText } stored ? ItemReader.Instructions(stored) : null);
        return known is null || rules.IsOff ? text : text.After(known, isAccepted: false, now);
    }

    private static bool IsSame(ServerToolsRecord left, ServerToolsRecord right) =>
        left.ImplementationName == right.ImplementationName
        && left.ImplementationVersion == right.ImplementationVersion
        && left.Instructions == right.Instructions
        && left.ProtocolVersion == right.ProtocolVersion
        && left.PinFormat == right.PinFormat
        && Fingerprints(left.Tools).SequenceEqual(Fingerprints(right.Tools))
        && Fingerprints(left.Removed).SequenceEqual(Fingerprints(right.Removed))
        && AreSame(left.Prompts, right.Prompts)
        && AreSame(left.Resources, right.Resources)
        && AreSame(left.ResourceTemplates, right.ResourceTemplates)
        && AreSame(Single(left.PinnedInstructions), Single(right.PinnedInstructions));

    private static PinnedItem[]? Single(PinnedItem? item) => item is null ? null : [item];

    private static bool AreSame(IReadOnlyList<PinnedItem>? left, IReadOnlyList<PinnedItem>? right) =>
        left is null ? right is null : right is not null && Fingerprints(left).SequenceEqual(Fingerprints(right));

    private static IEnumerable<(string, string, string, string?)> Fingerprints(IReadOnlyList<ToolRecord> tools) =>
        tools.Select(tool => (tool.Name, tool.DefinitionHash, tool.ApprovedHash, tool.RejectedHash));

    private static IEnumerable<(string, string, string, string?, bool)> Fingerprints(IReadOnlyList<PinnedItem> items) =>
        items.Select(item => (item.Name, item.DefinitionHash, item.ApprovedHash, item.RejectedHash, item.IsGone));
}
