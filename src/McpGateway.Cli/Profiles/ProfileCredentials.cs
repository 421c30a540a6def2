using McpGateway.Cli.Running;

namespace McpGateway.Cli.Profiles;

/// <summary>The credentials of profiles, each in the store that its profile says.</summary>
/// <param name="profiles">Which profile keeps its credential where.</param>
/// <param name="file">The store that is always there.</param>
/// <param name="keyring">The store of the system.</param>
/// <param name="output">Where the user is told what happened to a credential.</param>
internal sealed class ProfileCredentials(ProfileStore profiles, CredentialFile file, ICredentialStore keyring, Output output)
{
    private const string Advice = "Unlock it, or keep the tokens in a file: mcpgw login --store file.";

    private CredentialStoreException? _untold;
    private bool _isTightened;

    /// <summary>The credential of a profile; null when it has none.</summary>
    /// <exception cref="CommandFailure">Its store cannot be asked.</exception>
    public Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken)
    {
        var place = PlaceOf(profile);
        if (place == CredentialPlace.File)
        {
            Tighten();
        }

        return ToldAsync(() => StoreOf(place).FindAsync(profile, cancellationToken), place);
    }

    /// <summary>Where the credential of a profile is.</summary>
    public CredentialPlace PlaceOf(string profile) => profiles.Profiles.Profiles.GetValueOrDefault(profile)?.Store ?? CredentialPlace.File;

    /// <summary>
    /// Where the next credential goes. A keyring that is asked for has to be there; otherwise the file is good enough, and it is said why.
    /// </summary>
    public async Task<CredentialPlace> ChooseAsync(StoreChoice choice, CancellationToken cancellationToken)
    {
        if (choice == StoreChoice.File)
        {
            return CredentialPlace.File;
        }

        try
        {
            await keyring.CheckAsync(cancellationToken);
            return CredentialPlace.Keyring;
        }
        catch (CredentialStoreException problem) when (choice == StoreChoice.Auto)
        {
            // Told when they are there: the sign-in may fail.
            _untold = problem;
            return CredentialPlace.File;
        }
        catch (CredentialStoreException problem)
        {
            throw Failure(problem, CredentialPlace.Keyring);
        }
    }

    /// <summary>Keeps the first credential of a sign-in. Only for who holds the lock.</summary>
    /// <returns>Where it is: in the file when the keyring does not take it and the choice lets it.</returns>
    public async Task<CredentialPlace> SaveAsync(
        string profile, Credential credential, CredentialPlace place, StoreChoice choice, CancellationToken cancellationToken)
    {
        var before = PlaceOf(profile);
        try
        {
            await StoreOf(place).SaveAsync(profile, credential, cancellationToken);
        }
        catch (CredentialStoreException problem) when (place == CredentialPlace.Keyring && choice == StoreChoice.Auto)
        {
            TellOfFile(problem);
            place = CredentialPlace.File;
            await ToldAsync(() => file.SaveAsync(profile, credential, cancellationToken), place);
        }
        catch (CredentialStoreException problem)
        {
            throw Failure(problem, place);
        }

        if (_untold is { } untold)
        {
            TellOfFile(untold);
        }

        if (place != before)
        {
            await ForgetAsync(profile, before, cancellationToken);
        }

        return place;
    }

    /// <summary>Forgets the credential of a profile. Only for who holds the lock.</summary>
    public Task RemoveAsync(string profile, CancellationToken cancellationToken)
    {
        var place = PlaceOf(profile);
        return ToldAsync(() => StoreOf(place).RemoveAsync(profile, cancellationToken), place);
    }

    /// <summary>
    /// Makes sure that a renewed credential can be kept, before the old one is spent for it. Only for who holds the lock.
    /// </summary>
    /// <exception cref="CommandFailure">It could not be kept.</exception>
    public async Task<CredentialRenewal> ReserveAsync(string profile, CancellationToken cancellationToken)
    {
        var place = PlaceOf(profile);
        await ToldAsync(() => StoreOf(place).CheckAsync(cancellationToken), place);
        try
        {
            return new(profile, place == CredentialPlace.Keyring ? keyring : null, file.Reserve(), profiles, output);
        }
        catch (CredentialStoreException problem)
        {
            throw new CommandFailure(
                ExitCodes.Failed, problem.Message, "The sign-in is not renewed before there is room for its next token.", problem);
        }
    }

    private ICredentialStore StoreOf(CredentialPlace place) => place == CredentialPlace.Keyring ? keyring : file;

    /// <summary>What is left elsewhere of an earlier sign-in is a risk, and no reason to fail.</summary>
    private async Task ForgetAsync(string profile, CredentialPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await StoreOf(place).RemoveAsync(profile, cancellationToken);
        }
        catch (CredentialStoreException problem)
        {
            output.Warn($"The tokens of an earlier sign-in are still in {StoreOf(place).Title}: {problem.Message}");
        }
    }

    /// <summary>A file that was copied or unpacked with another mode is shown to others on the machine.</summary>
    private void Tighten()
    {
        if (OperatingSystem.IsWindows() || _isTightened || !File.Exists(file.Path))
        {
            return;
        }

        _isTightened = true;
        try
        {
            if (PrivateFile.Tighten(file.Path) is { } mode)
            {
                output.Warn(
                    $"Others on this machine could read {file.Path} (mode {Convert.ToString((int)mode, 8)}); it is yours alone now (600). "
                        + "If somebody may have, end the tokens: mcpgw logout.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            output.Warn($"Others on this machine can read {file.Path}, and that cannot be changed: {failure.Message}");
        }
    }

    private void TellOfFile(CredentialStoreException problem) =>
        output.Note($"No keyring: {problem.Message} The tokens are kept in {file.Path}, which you alone can read.");

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work, CredentialPlace place)
    {
        try
        {
            return await work();
        }
        catch (CredentialStoreException problem)
        {
            throw Failure(problem, place);
        }
    }

    private static Task<bool> ToldAsync(Func<Task> work, CredentialPlace place) => ToldAsync(
        async () =>
        {
            await work();
            return true;
        },
        place);

    private static CommandFailure Failure(CredentialStoreException problem, CredentialPlace place) => new(
        ExitCodes.Failed, problem.Message, place == CredentialPlace.Keyring ? Advice : "Then sign in again: mcpgw login.", problem);
}

/// <summary>Where a user wants credentials to be.</summary>
internal enum StoreChoice
{
    /// <summary>In the keyring where there is one.</summary>
    Auto,
    Keyring,
    File,
}
