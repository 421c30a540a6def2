using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Profiles;

/// <summary>The profiles, in a file beside that of the tokens: addresses may be shown, tokens not.</summary>
internal sealed class ProfileStore(CliEnvironment environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public string ProfilesPath => Path.Combine(environment.ConfigurationDirectory, "profiles.json");

    public ProfileList Profiles => Read(ProfilesPath, ProfileJsonContext.Default.ProfileList) ?? new();

    /// <summary>Keeps other runs out until it is disposed of; whoever reads credentials in order to change them holds it.</summary>
    public Task<IDisposable> LockAsync(CancellationToken cancellationToken) => FileLock.TakeAsync(
        Path.Combine(environment.ConfigurationDirectory, "lock"), Patience, environment.Time, cancellationToken);

    /// <summary>Adds or replaces a profile.</summary>
    public void Save(string name, Profile profile, bool isCurrent)
    {
        var list = Profiles;
        var all = new Dictionary<string, Profile>(list.Profiles, StringComparer.Ordinal) { [name] = profile };
        Write(
            ProfilesPath,
            new() { Current = isCurrent || list.Profiles.Count == 0 ? name : list.Current, Profiles = all },
            ProfileJsonContext.Default.ProfileList);
    }

    /// <summary>Makes another profile the one that is meant when none is named.</summary>
    public void Use(string name) => Write(ProfilesPath, Profiles with { Current = name }, ProfileJsonContext.Default.ProfileList);

    /// <summary>Changes a profile, when it is there.</summary>
    public void Update(string name, Func<Profile, Profile> change)
    {
        if (Profiles.Profiles.TryGetValue(name, out var profile))
        {
            Save(name, change(profile), isCurrent: false);
        }
    }

    /// <summary>Forgets a profile; its credential is forgotten before (<see cref="ProfileCredentials.RemoveAsync"/>).</summary>
    public void Remove(string name)
    {
        var list = Profiles;
        var rest = list.Profiles.Where(pair => pair.Key != name).ToDictionary(StringComparer.Ordinal);
        var current = list.Current != name ? list.Current : rest.Keys.Order(StringComparer.Ordinal).FirstOrDefault(ProfileList.DefaultName);
        Write(ProfilesPath, new() { Current = current, Profiles = rest }, ProfileJsonContext.Default.ProfileList);
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
        catch (Exception broken) when (broken is JsonException or UnauthorizedAccessException or IOException)
        {
            throw new CommandFailure(
                ExitCodes.Failed,
                $"{path} cannot be read: {broken.Message}",
                "Mend or remove it, then sign in again: mcpgw login.",
                broken);
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        try
        {
            PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{path} cannot be written: {failure.Message}", cause: failure);
        }
    }
}
