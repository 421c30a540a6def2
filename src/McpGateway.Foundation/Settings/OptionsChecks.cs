using System.Globalization;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Settings;

/// <summary>
/// The checks that validators of options have in common. Every problem is collected, so that a start tells all of them, and every message
/// begins with the key under which the setting can be changed.
/// </summary>
public static class OptionsChecks
{
    /// <param name="key">As operators write it, other names in brackets: <c>Auth:TokenLeewaySeconds</c>.</param>
    /// <param name="least">Still allowed.</param>
    /// <param name="most">Still allowed.</param>
    public static void Range<T>(this ValidateOptionsResultBuilder problems, string key, T value, T least, T most)
        where T : IComparable<T> =>
        problems.Require(
            value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, $"must be between {Text(least)} and {Text(most)}.");

    /// <param name="key">As operators write it.</param>
    /// <param name="message">How the setting must be; the rest of a sentence that begins with the key. Never repeats a secret.</param>
    public static void Require(this ValidateOptionsResultBuilder problems, bool holds, string key, string message)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!holds)
        {
            problems.AddError($"{key} {message}");
        }
    }

    /// <summary>As it can be written in the configuration.</summary>
    private static string Text<T>(T value) => value switch
    {
        TimeSpan span when span.Ticks % TimeSpan.TicksPerSecond != 0 => span.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
