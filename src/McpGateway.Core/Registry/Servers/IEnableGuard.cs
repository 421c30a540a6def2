using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Port for features that have a say before a server or agent is switched on.</summary>
public interface IEnableGuard
{
    /// <param name="caller">Who switches it on, and may otherwise.</param>
    /// <param name="key">Which server or agent.</param>
    /// <param name="batch">What is noted of the decision, for the commit that switches it on.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Why it may not be switched on; null when it may.</returns>
    Task<Error?> FindRefusalAsync(Caller caller, string key, DocumentBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// What speaks against switching it on without anybody's decision to: a registration that overwrites, an import or a synchronisation
    /// says that it is on, and does not know why it was switched off.
    /// </summary>
    /// <returns>For the one who does it; null when nothing does.</returns>
    Task<string?> FindObjectionAsync(string key, CancellationToken cancellationToken);
}

internal static class EnableGuards
{
    public static async Task<Error?> RefusalAsync(
        this IEnumerable<IEnableGuard> guards, Caller caller, string key, DocumentBatch batch, CancellationToken cancellationToken)
    {
        foreach (var guard in guards)
        {
            if (await guard.FindRefusalAsync(caller, key, batch, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    public static async Task<string?> ObjectionAsync(
        this IEnumerable<IEnableGuard> guards, string key, CancellationToken cancellationToken)
    {
        foreach (var guard in guards)
        {
            if (await guard.FindObjectionAsync(key, cancellationToken) is { } objection)
            {
                return objection;
            }
        }

        return null;
    }
}
