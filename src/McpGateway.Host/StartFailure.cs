using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Foundation;
using McpGateway.Host.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host;

/// <summary>Tells the operator on standard error why the gateway does not start: one line per problem, no stack trace, no values.</summary>
internal static partial class StartFailure
{
    private const string Category = "McpGateway.Host.Start";
    private const string Hint = "Set Logging__LogLevel__McpGateway=Debug and start again to have the whole failure in the log.";

    /// <param name="failure">What ended the start.</param>
    /// <param name="configuration">Null when there is none yet.</param>
    public static async Task ReportAsync(Exception failure, IConfiguration? configuration)
    {
        foreach (var line in Describe(failure))
        {
            await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
        }

        // A logger of its own: the application's is gone, or was never made.
        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(LevelsOf(configuration)).AddSimpleConsole());
        var logger = loggers.CreateLogger(Category);
        LogFailure(logger, failure);
    }

    /// <summary>What kept the gateway, which had served, from ending in order.</summary>
    /// <param name="failure">What ended it.</param>
    /// <param name="configuration">Null when there is none.</param>
    public static async Task ReportStopAsync(Exception failure, IConfiguration? configuration)
    {
        var reason = failure.GetBaseException();
        await Console.Error.WriteLineAsync(
            $"The gateway did not end in order ({reason.GetType().FullName}: {reason.Message.ReplaceLineEndings(" ")}). {Hint}");
        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(LevelsOf(configuration)).AddSimpleConsole());
        var logger = loggers.CreateLogger(Category);
        LogStopFailure(logger, failure);
    }

    internal static IReadOnlyList<string> Describe(Exception failure)
    {
        Exception[] failures = failure is AggregateException several ? [.. several.Flatten().InnerExceptions] : [failure];

        // A setting that several parts read is refused by each of them.
        string[] settings = [.. failures.SelectMany(SettingProblems).Distinct(StringComparer.Ordinal)];
        string[] others = [.. failures.Where(one => !SettingProblems(one).Any()).Select(Other)];
        return settings switch
        {
            [] => others,
            [var one] => [$"The gateway cannot start: {one}", .. others],
            _ => [
                $"The gateway cannot start: {settings.Length} settings are not valid:",
                .. settings.Select(static problem => "  " + problem), .. others],
        };
    }

    private static IEnumerable<string> SettingProblems(Exception failure) => failure switch
    {
        OptionsValidationException invalid => invalid.Failures,
        InvalidOperationException unreadable
            when UnreadableValue().Match(unreadable.Message) is { Success: true } match =>
            [Unreadable(match.Groups["key"].Value, match.Groups["type"].Value)],
        _ => [],
    };

    private static string Unreadable(string key, string type) =>
        $"{key} ({key.Replace(":", "__", StringComparison.Ordinal)}) cannot be read: it must be {Expected(type)}";

    private static string Expected(string type) => type switch
    {
        "System.TimeSpan" => "a duration such as 00:05:00 (hours, minutes, seconds).",
        "System.Boolean" => "true or false.",
        "System.Int32" or "System.Int64" => "a whole number.",
        "System.Double" => "a number.",
        _ => $"a {type}.",
    };

    private static string Other(Exception failure) => failure switch
    {
        StartRefusedException refused => $"The gateway cannot start. {refused.Message}",
        InvalidDataException { InnerException: not null } file =>
            $"The gateway cannot start. {file.Message} Correct the settings file{Place(file.GetBaseException())}.",
        OperationCanceledException => "The gateway was stopped before it had started.",
        _ => $"The gateway cannot start because of an unexpected failure ({failure.GetType().FullName}). {Hint}",
    };

    private static string Place(Exception parse) => parse is JsonException { LineNumber: { } line } ? $", near line {line + 1}" : "";

    /// <summary>Levels that cannot be read are among the reasons for which a start fails.</summary>
    private static IConfiguration LevelsOf(IConfiguration? configuration)
    {
        try
        {
            HostSettings.Check(configuration ?? new ConfigurationBuilder().AddEnvironmentVariables().Build());
        }
        catch (OptionsValidationException)
        {
            return new ConfigurationBuilder().Build();
        }

        return (configuration ?? new ConfigurationBuilder().AddEnvironmentVariables().Build()).GetSection("Logging");
    }

    /// <summary>What the binder says; it has no type of exception of its own. The value, which comes first, is not repeated.</summary>
    [GeneratedRegex(@"^Failed to convert configuration value .*at '(?<key>[^']+)' to type '(?<type>[^']+)'\.$", RegexOptions.Singleline)]
    private static partial Regex UnreadableValue();

    [LoggerMessage(EventId = 13000, Level = LogLevel.Debug, Message = "The gateway could not start.")]
    private static partial void LogFailure(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 13002, Level = LogLevel.Debug, Message = "The gateway did not end in order.")]
    private static partial void LogStopFailure(ILogger logger, Exception failure);
}
