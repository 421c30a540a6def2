namespace McpGateway.Foundation.Settings;

/// <summary>A name of the product's contract under which the environment sets something.</summary>
/// <param name="Name">As it stands in the environment.</param>
/// <param name="Keys">The configuration keys that readers bind.</param>
/// <param name="Meaning">What it is for, in one sentence.</param>
public sealed record EnvironmentName(string Name, IReadOnlyList<string> Keys, string Meaning)
{
    public SettingForm Form { get; init; }

    /// <summary>Whether the value is a credential, which is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What counts without it; null when that is nothing, or depends on other settings.</summary>
    public string? Default { get; init; }

    /// <summary>The key itself wins where both are set; elsewhere the name does.</summary>
    public bool Yields { get; init; }
}

/// <summary>How a value is written in the environment.</summary>
public enum SettingForm
{
    /// <summary>As it is. Empty is not set.</summary>
    Text,

    /// <summary>Without white space at its ends. Blank is not set.</summary>
    Trimmed,

    /// <summary><c>true</c>, <c>false</c>, and the other words for these that forms take.</summary>
    Switch,

    /// <summary>A whole number without a sign.</summary>
    Count,

    /// <summary>A whole number, also one with a sign.</summary>
    WholeNumber,

    /// <summary>A whole number of seconds that stays a number.</summary>
    WholeSeconds,

    /// <summary>A number, of which the whole part counts.</summary>
    Number,

    /// <summary>A number of seconds that becomes a duration.</summary>
    Seconds,

    /// <summary>A number of milliseconds that becomes a duration.</summary>
    Milliseconds,

    /// <summary>A number of days.</summary>
    Days,
}
