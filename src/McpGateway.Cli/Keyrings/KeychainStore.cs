using System.Text.Json;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.Keyrings;

/// <summary>
/// macOS: a generic password of the login keychain for each profile, by the system's own program. Secrets go to it on standard input, as
/// text that needs no quotation marks.
/// </summary>
/// <param name="security">The program.</param>
/// <param name="directory">Where the profiles are: another directory may have a profile of the same name.</param>
internal sealed class KeychainStore(SecurityProgram security, string directory) : ICredentialStore
{
    private const string Service = "mcpgw";

    /// <summary>errSecItemNotFound, as the program ends with it.</summary>
    private const int NotFound = 44;

    /// <summary>The program reads lines of this length.</summary>
    private const int LongestLine = 4096;

    public string Title => "the keychain";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var (exitCode, _, error) = await security.RunAsync(["show-keychain-info"], null, cancellationToken);
        if (exitCode != 0)
        {
            throw Failure("cannot be used", error);
        }
    }

    public async Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken)
    {
        if (await ReadAsync(profile, cancellationToken) is not { } text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(text), ProfileJsonContext.Default.Credential);
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            throw new CredentialStoreException($"What the keychain has for the profile '{profile}' is no credential.", broken);
        }
    }

    public async Task SaveAsync(string profile, Credential credential, CancellationToken cancellationToken)
    {
        var text = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(credential, ProfileJsonContext.Default.Credential));
        var line = $"add-generic-password -U -s {Service} -a {AccountOf(profile)} -w {text}\n";
        if (line.Length > LongestLine)
        {
            throw new CredentialStoreException("The tokens are too long for the keychain's program.");
        }

        var (_, _, error) = await security.RunAsync(["-i"], line, cancellationToken);

        // Reading commands, the program does not say in its exit code how they ended.
        if (await ReadAsync(profile, cancellationToken) != text)
        {
            throw Failure("did not keep the tokens", error);
        }
    }

    public async Task RemoveAsync(string profile, CancellationToken cancellationToken)
    {
        var (exitCode, _, error) = await security.RunAsync(
            ["delete-generic-password", "-s", Service, "-a", AccountOf(profile)], null, cancellationToken);
        if (exitCode is not (0 or NotFound))
        {
            throw Failure("did not forget the tokens", error);
        }
    }

    private async Task<string?> ReadAsync(string profile, CancellationToken cancellationToken)
    {
        var (exitCode, text, error) = await security.RunAsync(
            ["find-generic-password", "-s", Service, "-a", AccountOf(profile), "-w"], null, cancellationToken);
        return exitCode switch
        {
            0 => text.Trim(),
            NotFound => null,
            _ => throw Failure("does not give the tokens", error),
        };
    }

    /// <summary>Without a letter that the program takes for something else.</summary>
    private string AccountOf(string profile) => Uri.EscapeDataString($"{profile}@{directory}");

    private static CredentialStoreException Failure(string what, string error) =>
        new($"The keychain {what}: {error.Trim().Split('\n')[^1].TrimEnd('.')}.");
}
