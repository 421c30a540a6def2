using System.Globalization;
using McpGateway.Foundation;

namespace McpGateway.Core.Audit;

/// <summary>
/// A value of a query, or nothing where none was stated. Read here: the framework answers a parameter that it cannot read without saying
/// which. Numbers are whole and not negative.
/// </summary>
internal readonly record struct StatedValue<T>(T? Value)
    where T : struct;

internal static class StatedValue
{
    public static Result<StatedValue<DateTimeOffset>> Time(string name, string? text) =>
        string.IsNullOrEmpty(text) ? new StatedValue<DateTimeOffset>()
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new StatedValue<DateTimeOffset>(time)
            : Unreadable(name, "a time such as 2030-01-31T12:00:00Z");

    public static Result<StatedValue<int>> Number(string name, string? text, string expected) =>
        string.IsNullOrEmpty(text) ? new StatedValue<int>()
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new StatedValue<int>(number)
            : Unreadable(name, expected);

    public static Error Unreadable(string name, string expected) =>
        new(ErrorKind.Invalid, $"The value of '{name}' must be {expected}.");
}
