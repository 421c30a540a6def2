using System.Security.Cryptography;
using System.Text.Json;

namespace McpGateway.Cli.Profiles;

/// <summary>All credentials in one file of mode 600.</summary>
/// <param name="path">Of the file.</param>
/// <param name="title">What it is called in a message.</param>
/// <param name="seal">What its content goes through; null for plain JSON.</param>
internal sealed class CredentialFile(string path, string title, ISeal? seal = null) : ICredentialStore
{
    private const string Name = "credentials.json";

    /// <summary>What a credential needs at most: its access token is the largest part.</summary>
    private const int LargestCredential = 64 * 1024;

    /// <summary>The file of a directory that needs nothing of the system.</summary>
    public static CredentialFile In(string directory)
    {
        var path = System.IO.Path.Combine(directory, Name);
        return new(path, path);
    }

    public string Path => path;

    public string Title => title;

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        Read();
        return Task.CompletedTask;
    }

    public Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken) => Task.FromResult(Find(profile));

    public Task SaveAsync(string profile, Credential credential, CancellationToken cancellationToken)
    {
        Save(profile, credential);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string profile, CancellationToken cancellationToken)
    {
        var all = Read();
        if (all.Remove(profile))
        {
            Write(all);
        }

        return Task.CompletedTask;
    }

    public Credential? Find(string profile) => Read().GetValueOrDefault(profile);

    public void Save(string profile, Credential credential)
    {
        var all = Read();
        all[profile] = credential;
        Write(all);
    }

    /// <summary>
    /// Room on the disk for the file with one more credential. Only for who keeps others out of it. What a run that was killed had
    /// reserved is cleared away before.
    /// </summary>
    /// <exception cref="CredentialStoreException">There is no room.</exception>
    public CredentialRoom Reserve()
    {
        try
        {
            var target = PrivateFile.TargetOf(path);
            var directory = System.IO.Path.GetDirectoryName(target)!;
            PrivateFile.CreateDirectory(directory);
            var isLeft = ReservedFile.Recover(directory, IsWhole);
            var present = File.Exists(target) ? (int)new FileInfo(target).Length : 0;
            return new(this, ReservedFile.Take(target, present + LargestCredential), isLeft);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>The content of the file with a credential in place of the profile's old one.</summary>
    internal byte[] With(string profile, Credential credential)
    {
        var all = Read();
        all[profile] = credential;
        return Bytes(all);
    }

    private Dictionary<string, Credential> Read()
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(StringComparer.Ordinal);
        }
        catch (Exception broken) when (broken is JsonException or UnauthorizedAccessException or IOException or CryptographicException)
        {
            throw new CredentialStoreException($"{path} cannot be read: {broken.Message} Mend or remove it.", broken);
        }
    }

    private void Write(Dictionary<string, Credential> all)
    {
        try
        {
            PrivateFile.Write(path, Bytes(all));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CredentialStoreException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private byte[] Bytes(Dictionary<string, Credential> all)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(all, ProfileJsonContext.Default.Credentials);
        return seal?.Close(content) ?? content;
    }

    private Dictionary<string, Credential> Parse(byte[] content) =>
        JsonSerializer.Deserialize(seal?.Open(content) ?? content, ProfileJsonContext.Default.Credentials)
        ?? new(StringComparer.Ordinal);

    private bool IsWhole(ReadOnlyMemory<byte> content)
    {
        try
        {
            return content.Length > 0 && Parse(content.ToArray()).Count > 0;
        }
        catch (Exception broken) when (broken is JsonException or CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>Room in the file of credentials for one more.</summary>
/// <param name="file">The file.</param>
/// <param name="room">What was taken.</param>
/// <param name="wasLeft">Whether a run that was killed had taken room, and put nothing whole into it.</param>
internal sealed class CredentialRoom(CredentialFile file, ReservedFile room, bool wasLeft) : IDisposable
{
    public bool WasLeft => wasLeft;

    /// <exception cref="CredentialStoreException">It is not kept.</exception>
    public void Commit(string profile, Credential credential)
    {
        try
        {
            room.Commit(file.With(profile, credential));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException($"{file.Path} cannot be written: {failure.Message}", failure);
        }
    }

    public void Dispose() => room.Dispose();
}
