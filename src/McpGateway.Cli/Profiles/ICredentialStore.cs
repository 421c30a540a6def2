namespace McpGateway.Cli.Profiles;

/// <summary>A place where the credentials of profiles are kept.</summary>
internal interface ICredentialStore
{
    /// <summary>What it is called in a message, such as <c>the keyring</c>.</summary>
    string Title { get; }

    /// <summary>Returns when credentials can be kept there now; unlocks it when that takes no more than the user's agreement.</summary>
    /// <exception cref="CredentialStoreException">They cannot.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>The credential of a profile; null when there is none.</summary>
    /// <exception cref="CredentialStoreException">It cannot be asked.</exception>
    Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken);

    /// <summary>Keeps a credential in place of the profile's old one.</summary>
    /// <exception cref="CredentialStoreException">It is not kept; the old one is there as before.</exception>
    Task SaveAsync(string profile, Credential credential, CancellationToken cancellationToken);

    /// <summary>Forgets the credential of a profile, when there is one.</summary>
    /// <exception cref="CredentialStoreException">It is still there.</exception>
    Task RemoveAsync(string profile, CancellationToken cancellationToken);
}

/// <summary>A store does not do what it is asked for. The message says why, without a secret.</summary>
internal sealed class CredentialStoreException(string message, Exception? cause = null) : Exception(message, cause);
