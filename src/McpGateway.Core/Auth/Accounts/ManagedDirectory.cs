using McpGateway.Core.Access.Groups;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.Accounts;

/// <summary>An identity provider whose accounts and groups can be managed instead of those kept here.</summary>
/// <param name="Provider">The value of <c>AUTH_PROVIDER</c> that chooses it.</param>
internal sealed record ManagedDirectory(
    string Provider, Func<IServiceProvider, IAccountDirectory> Accounts, Func<IServiceProvider, IGroupDirectory> Groups);

/// <summary>Which directory the management API is about. Read from the environment.</summary>
internal sealed class DirectoryOptions
{
    /// <summary><c>AUTH_PROVIDER</c>. Anything that cannot be managed leaves the accounts kept here.</summary>
    public string? Provider { get; set; }
}

/// <summary>The managed directory that the configuration chooses.</summary>
internal sealed class DirectoryChoice(IEnumerable<ManagedDirectory> directories, IOptions<DirectoryOptions> options)
{
    /// <summary>Null when accounts are kept here.</summary>
    public ManagedDirectory? Current { get; } =
        directories.FirstOrDefault(directory => string.Equals(directory.Provider, options.Value.Provider, StringComparison.OrdinalIgnoreCase));
}
