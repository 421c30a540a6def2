using McpGateway.Access;
using McpGateway.Access.Groups;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Users;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Identity.Accounts;

internal static class AccountServices
{
    /// <summary>
    /// Accounts and groups and the management of them: local ones, or those of the provider that <c>AUTH_PROVIDER</c> names.
    /// </summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<SubjectRevocation>();
        services.TryAddSingleton<LocalGroups>();
        services.TryAddSingleton<LocalAccounts>();
        services.TryAddSingleton<IProviderGroupDirectory>(
            provider => Chosen(provider)?.Groups(provider) ?? provider.GetRequiredService<LocalGroups>());
        services.TryAddSingleton<IAccountDirectory>(
            provider => Chosen(provider)?.Accounts(provider) ?? provider.GetRequiredService<LocalAccounts>());
        services.TryAddSingleton(provider => new AccountRepository(Chosen(provider)?.Provider));
        services.TryAddSingleton<AccountOperations>();
        services.AddSingleton<IKnownAccounts, KnownLocalAccounts>();
        services.TryAddSingleton<PasswordChange>();
        return services;
    }

    /// <summary>Offers a provider's accounts and groups for management, for when <c>AUTH_PROVIDER</c> names it.</summary>
    public static IServiceCollection AddManagedDirectory<TAccounts, TGroups>(this IServiceCollection services, string provider)
        where TAccounts : class, IAccountDirectory
        where TGroups : class, IProviderGroupDirectory
    {
        services.TryAddSingleton<TAccounts>();
        services.TryAddSingleton<TGroups>();
        return services.AddSingleton(new ManagedDirectory(
            provider, all => all.GetRequiredService<TAccounts>(), all => all.GetRequiredService<TGroups>()));
    }

    /// <summary>Whether <c>AUTH_PROVIDER</c> names this provider.</summary>
    public static bool IsManaged(GatewaySettings settings, string provider) =>
        string.Equals(settings.Text(ProviderKeys.Managed), provider, StringComparison.OrdinalIgnoreCase);

    private static ManagedDirectory? Chosen(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<GatewaySettings>();
        return provider.GetServices<ManagedDirectory>().FirstOrDefault(directory => IsManaged(settings, directory.Provider));
    }
}
