using McpGateway.Core.Access;
using McpGateway.Core.Access.Groups;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Auth.Accounts;

internal static class AccountServices
{
    /// <summary>Local accounts and groups and the management of them. A <see cref="ManagedDirectory"/> that is chosen takes their place.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<DirectoryOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Provider = configuration["AUTH_PROVIDER"]?.Trim());
        services.TryAddSingleton<DirectoryChoice>();
        services.TryAddSingleton<SubjectRevocation>();
        services.TryAddSingleton<LocalGroups>();
        services.TryAddSingleton<IGroupDirectory>(provider =>
            provider.GetRequiredService<DirectoryChoice>().Current?.Groups(provider) ?? provider.GetRequiredService<LocalGroups>());
        services.TryAddSingleton<LocalAccounts>();
        services.TryAddSingleton<IAccountDirectory>(provider =>
            provider.GetRequiredService<DirectoryChoice>().Current?.Accounts(provider) ?? provider.GetRequiredService<LocalAccounts>());
        services.TryAddSingleton<AccountOperations>();
        services.AddSingleton<IUserScopes, LocalUserScopes>();
        services.TryAddSingleton<PasswordChange>();
        return services;
    }
}
