using System.Text.Json;
using AgentSupport.Gateway;

namespace ReferenceAgent.SignIn;

/// <summary>The sign-in between two runs, in a file that its owner alone reads.</summary>
internal sealed class SignInFile(DirectoryInfo directory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private string Name => Path.Combine(directory.FullName, "sign-in.json");

    /// <summary>Keeps other runs out: a refresh token that is used twice ends the sign-in.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        directory.Create();
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Name + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new GatewayException($"{Name}.lock cannot be held: {problem.Message}", 0);
            }
        }
    }

    /// <returns>Null when there is none for this gateway.</returns>
    public SignInRecord? Read(Uri gateway)
    {
        try
        {
            var record = JsonSerializer.Deserialize<SignInRecord>(File.ReadAllText(Name));
            return record?.Gateway == gateway.AbsoluteUri ? record : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            // Not there, or none of ours: the user signs in once more.
            return null;
        }
    }

    /// <summary>Replaces the file as a whole.</summary>
    public void Write(SignInRecord record)
    {
        var draft = Name + ".new";
        try
        {
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var stream = new FileStream(draft, options))
            {
                JsonSerializer.Serialize(stream, record);
            }

            File.Move(draft, Name, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException($"The sign-in cannot be kept in {Name}: {problem.Message}", 0);
        }
    }
}
