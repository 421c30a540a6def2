using McpGateway.Access.Groups;

namespace McpGateway.Identity.Accounts;

/// <summary>
/// A provider whose accounts and groups can be managed from here. The one that <c>AUTH_PROVIDER</c> names takes the place of local
/// accounts; the others are not made.
/// </summary>
internal sealed record ManagedDirectory(
    string Provider, Func<IServiceProvider, IAccountDirectory> Accounts, Func<IServiceProvider, IProviderGroupDirectory> Groups);
