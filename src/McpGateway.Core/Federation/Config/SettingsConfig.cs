using System.Text.Json;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Config;

/// <summary>
/// The sources that the settings name, while no configuration is stored. A file that cannot be used is looked at again: it may come later.
/// </summary>
internal sealed partial class SettingsConfig(
    SourceValidator validator, IOptions<FederationOptions> options, ILogger<SettingsConfig> logger)
{
    private const int MaxFileBytes = 1024 * 1024;

    private FederationConfigRecord? _file;
    private string? _problem;

    /// <summary>Whether what <see cref="Read"/> returned last was all that the settings name.</summary>
    public bool IsWhole => Volatile.Read(ref _problem) is null;

    /// <returns>Null when the settings name none.</returns>
    public FederationConfigRecord? Read()
    {
        _file ??= ReadFile();

        var isEnabled = options.Value.AnthropicRegistryEnabled;
        if (_file is null && !isEnabled)
        {
            return null;
        }

        var config = _file ?? new() { CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
        var registry = config.Find(SourceKinds.Registry) ?? ConfigDocument.Blank(SourceKinds.Registry);
        return isEnabled ? config.With(registry with { Enabled = true }) : config;
    }

    private FederationConfigRecord? ReadFile()
    {
        if (options.Value.ConfigPath is not { Length: > 0 } path)
        {
            return null;
        }

        var (config, problem) = Open(path);
        if (problem is not null && problem != _problem)
        {
            LogUnusable(path, problem);
        }

        Volatile.Write(ref _problem, problem);
        return config;
    }

    private (FederationConfigRecord? Config, string? Problem) Open(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
            {
                return (null, $"it has more than {MaxFileBytes} bytes");
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, "it is no JSON object");
            }

            var read = ConfigDocument.Read(document.RootElement, null);
            return (read.IsSuccess ? validator.Refusal(read.Value) : read.Error) is { } refusal
                ? (null, TextOf(refusal))
                : (new() { Sources = read.Value!, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch }, null);
        }
        catch (JsonException)
        {
            return (null, "it is no JSON");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Deployments of the Python product name a file that need not be there.
            return (null, "it cannot be read");
        }
    }

    private static string TextOf(Error refusal) => refusal.Fields.Count == 0
        ? refusal.Detail
        : string.Join("; ", refusal.Fields.Select(static field => $"{field.Field}: {field.Message}"));

    [LoggerMessage(
        EventId = 14006, Level = LogLevel.Warning, Message = "The file {Path} of FEDERATION_CONFIG_PATH is not used: {Reason}.")]
    private partial void LogUnusable(string path, string reason);
}
