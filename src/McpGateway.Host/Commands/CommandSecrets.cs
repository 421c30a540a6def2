using McpGateway.Foundation;

namespace McpGateway.Host.Commands;

/// <summary>Secrets that a command is given: by a file or the environment, since others see a command line.</summary>
internal static class CommandSecrets
{
    private const string PassphraseName = "BACKUP_PASSPHRASE";
    private const string NewKeyName = "NEW_SECRET_KEY";
    private const string EnvironmentMark = "env:";

    /// <returns>Null when none is given.</returns>
    public static Result<string?> Passphrase(CommandRequest request) => request.Value("--passphrase-file") is { } file
        ? OfFile(file)
        : OfEnvironment(PassphraseName);

    /// <returns>Null when none is asked for.</returns>
    public static Result<string?> NewKey(CommandRequest request)
    {
        if (request.Value("--new-secret-key-file") is { } file)
        {
            return OfFile(file);
        }

        if (!request.Has("--new-secret-key"))
        {
            return default;
        }

        return OfEnvironment(NewKeyName) is { } key
            ? key
            : new Error(ErrorKind.Invalid, $"--new-secret-key takes the key from the variable {NewKeyName}, which is not set.");
    }

    /// <summary>A value, or the variable that holds it.</summary>
    public static Result<string?> OfOption(string name, string? value)
    {
        if (value is null)
        {
            return new Error(ErrorKind.Invalid, $"The option {name} is missing.");
        }

        return !value.StartsWith(EnvironmentMark, StringComparison.Ordinal) ? value
            : OfEnvironment(value[EnvironmentMark.Length..]) is { } held ? held
            : new Error(ErrorKind.Invalid, $"{name} names the variable {value[EnvironmentMark.Length..]}, which is not set.");
    }

#pragma warning disable RS0030 // the secret of a command is no setting of the gateway
    private static string? OfEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
#pragma warning restore RS0030

    /// <summary>Its first line: editors end files with a line end.</summary>
    private static Result<string?> OfFile(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line
                ? line
                : new Error(ErrorKind.Invalid, $"{file} is empty; it must hold the secret in its first line.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Invalid, $"{file} cannot be read ({failure.Message}).");
        }
    }
}
