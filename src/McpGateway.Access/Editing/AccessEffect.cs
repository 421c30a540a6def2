namespace McpGateway.Access.Editing;

/// <summary>What a change of the policy would do.</summary>
/// <param name="Members">For each known person, and each group by itself, that it would touch.</param>
/// <param name="LocksOut">Nobody would be an administrator any more: such a change is refused.</param>
public sealed record AccessEffect(IReadOnlyList<MemberEffect> Members, bool LocksOut);

/// <summary>What somebody gains and loses.</summary>
/// <param name="Name">Of the person or group.</param>
/// <param name="GainedTools">As <c>server: tool</c>; at most a hundred are listed, see <paramref name="Gained"/>.</param>
/// <param name="BecomesAdmin">True or false when that changes; null when it stays.</param>
public sealed record MemberEffect(
    string Name, bool IsGroup, IReadOnlyList<string> GainedTools, IReadOnlyList<string> LostTools, int Gained, int Lost,
    bool? BecomesAdmin);
