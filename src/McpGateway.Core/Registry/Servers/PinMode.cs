namespace McpGateway.Core.Registry.Servers;

/// <summary>What happens when a server's definitions change, as settings, forms and documents name it.</summary>
public static class PinMode
{
    /// <summary>Whatever is found counts as approved.</summary>
    public const string Off = "off";

    /// <summary>Changes are told, and offered to callers all the same.</summary>
    public const string Warn = "warn";

    /// <summary>What changed is neither listed nor callable until somebody approves it.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>As <see cref="Quarantine"/>, and the server is switched off.</summary>
    public const string DisableServer = "disable-server";

    public static IReadOnlyList<string> All { get; } = [Off, Warn, Quarantine, DisableServer];

    public static bool IsKnown(string mode) => All.Contains(mode);
}

/// <summary>What happens when a server has definitions that it did not have before.</summary>
public static class NewDefinitions
{
    /// <summary>They are treated as changes are.</summary>
    public const string Review = "review";

    /// <summary>They count as approved when they are first seen.</summary>
    public const string Approve = "approve";

    public static IReadOnlyList<string> All { get; } = [Review, Approve];

    public static bool IsKnown(string rule) => All.Contains(rule);
}
