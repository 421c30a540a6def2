using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keyrings;

/// <summary>The keyring that the system has.</summary>
internal static class Keyring
{
    /// <summary>Nothing is looked for before it is used.</summary>
    public static ICredentialStore Of(CliEnvironment environment)
    {
        var directory = environment.ConfigurationDirectory;
        return OperatingSystem.IsWindows() ? DataProtection.StoreIn(directory)
            : OperatingSystem.IsMacOS() ? new KeychainStore(SecurityProgram.Default, directory)
            : new SecretServiceStore(SessionBus.AddressOf(environment), directory, environment.Time);
    }
}
