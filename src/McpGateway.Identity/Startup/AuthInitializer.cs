using McpGateway.Identity.Administrators;
using McpGateway.Identity.Signing;

namespace McpGateway.Identity.Startup;

/// <summary>What must exist before traffic: a signing key and the administrator.</summary>
public sealed class AuthInitializer
{
    private readonly SigningKeyRing _keys;
    private readonly AdministratorSeed _administrator;

    internal AuthInitializer(SigningKeyRing keys, AdministratorSeed administrator) => (_keys, _administrator) = (keys, administrator);

    /// <summary>Call once, after the document store has started and before traffic. Does nothing that was done before.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _keys.EnsureAsync(cancellationToken);
        await _administrator.SeedAsync(cancellationToken);
    }
}
