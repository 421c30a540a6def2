namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Who sees a server or an agent of those whom the rules allow it: it narrows what they give, and gives nothing. Owners see what is theirs.
/// </summary>
public static class ItemVisibility
{
    public const string Public = "public";

    /// <summary>Its owner's and administrators' alone.</summary>
    public const string Private = "private";

    /// <summary>That of members of the groups that it names.</summary>
    public const string GroupRestricted = "group-restricted";

    public static readonly IReadOnlyList<string> All = [Public, Private, GroupRestricted];

    /// <summary>The value that a word of a client stands for; null when it stands for none.</summary>
    public static string? Parse(string text) => text switch
    {
        Public or Private or GroupRestricted => text,
        "internal" => Private,
        "group" => GroupRestricted,
        _ => null,
    };
}
