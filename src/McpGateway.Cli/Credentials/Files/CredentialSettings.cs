using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Files;

/// <summary>
/// Settings of the credential commands: what the command line says, then exported variables, then <c>.env</c> files. Names are those of the
/// Python product.
/// </summary>
internal sealed class CredentialSettings
{
    private static readonly string[] DefaultFiles = [".env", "credentials-provider/oauth/.env", "credentials-provider/agentcore-auth/.env"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CredentialSettings()
    {
    }

    /// <param name="environment">Of the command.</param>
    /// <param name="files">Named files, which have to be there; those of the project when empty.</param>
    /// <param name="stated">What the command line says; null says nothing.</param>
    /// <exception cref="CommandFailure">A named file cannot be read.</exception>
    public static async Task<CredentialSettings> LoadAsync(
        CliEnvironment environment, IReadOnlyList<string> files, IEnumerable<(string Name, string? Value)> stated,
        CancellationToken cancellationToken)
    {
        var settings = new CredentialSettings();
        foreach (var file in files.Count > 0 ? files : DefaultFiles)
        {
            var path = Path.Combine(environment.WorkingDirectory, file);
            if (files.Count > 0 || File.Exists(path))
            {
                settings.Add(DotEnv.Parse(await ReadAsync(path, cancellationToken)));
            }
        }

        settings.Add(environment.Variables);
        settings.Add(stated.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value!)));
        return settings;
    }

    /// <summary>A value that is set and not empty.</summary>
    public string? Find(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <exception cref="CommandFailure">It is not set.</exception>
    public string Need(string name) =>
        Find(name) ?? throw CommandFailure.Misuse($"{name} is not set", "Set it in .env, or export it.");

    /// <summary>An address.</summary>
    /// <exception cref="CommandFailure">It is set and is none.</exception>
    public Uri? FindAddress(string name) => Find(name) is { } text ? Address(name, text) : null;

    /// <exception cref="CommandFailure">It is none.</exception>
    public static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.Misuse($"{name} must be an address that begins with http:// or https://");

    private void Add(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values.Where(one => one.Value.Length > 0))
        {
            _values[name] = value;
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Misused, $"{path} cannot be read: {failure.Message}", null, failure);
        }
    }
}
