using McpGateway.Cli.Running;

namespace McpGateway.Cli.Profiles;

/// <summary>
/// A place for the next credential of a profile, taken before there is one: the answer that brings it ends the one before. Where a keyring
/// fails after all, the file takes it.
/// </summary>
internal sealed class CredentialRenewal(
    string profile, ICredentialStore? keyring, CredentialRoom room, ProfileStore profiles, Output output) : IDisposable
{
    /// <summary>Whether an earlier renewal was killed before it could keep what it got.</summary>
    public bool FollowsAKilledOne => room.WasLeft;

    /// <exception cref="CredentialStoreException">It is kept nowhere.</exception>
    public async Task SaveAsync(Credential credential)
    {
        if (keyring is null)
        {
            room.Commit(profile, credential);
            return;
        }

        try
        {
            await keyring.SaveAsync(profile, credential, CancellationToken.None);
        }
        catch (CredentialStoreException problem)
        {
            room.Commit(profile, credential);
            profiles.Update(profile, static known => known with { Store = CredentialPlace.File });
            output.Warn($"{problem.Message} The renewed tokens are in a file now: mcpgw login puts them into the keyring again.");
        }
    }

    public void Dispose() => room.Dispose();
}
