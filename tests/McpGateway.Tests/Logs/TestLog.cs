using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.Tests.Logs;

/// <summary>
/// What all gateways of a test run have logged, in one file below <c>artifacts/test-logs</c>, and the secrets that the tests gave them.
/// Read when the last test has ended; see <see cref="NoSecretsInLogs"/>.
/// </summary>
internal sealed partial class TestLog : IDisposable
{
    private const int ShortestSecret = 6;

    private static readonly HashSet<string> SecretNames = new(StringComparer.Ordinal)
    {
        "access_token", "refresh_token", "id_token", "client_secret", "registration_access_token", "device_code", "temporary_password",
    };

    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<string, byte> _secrets = new(StringComparer.Ordinal);
    private readonly FileStream _file;
    private readonly StreamWriter _writer;

    /// <summary>Makes the directory anew: what earlier runs left is not looked at.</summary>
    public TestLog(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.CreateDirectory(directory);
        FileName = Path.Combine(directory, $"gateways-{Environment.ProcessId}.log");
        _file = new FileStream(FileName, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _writer = new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>The log of this test assembly.</summary>
    public static TestLog Current { get; } = new(DirectoryOf(typeof(TestLog).Assembly));

    public string FileName { get; }

    public void Write(string source, string text)
    {
        lock (_writing)
        {
            _writer.WriteLine($"[{source}] {text}");
        }
    }

    /// <summary>Notes a value that no log may hold.</summary>
    /// <returns>The value.</returns>
    public string Secret(string value)
    {
        // Shorter ones occur by chance.
        if (value.Length >= ShortestSecret)
        {
            _secrets.TryAdd(value, 0);
        }

        return value;
    }

    /// <summary>Notes the credentials among the settings that a gateway is started with.</summary>
    public void SecretSettings(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        foreach (var (_, value) in settings.Where(setting => SecretSetting().IsMatch(setting.Key)))
        {
            Secret(value ?? "");
        }
    }

    /// <summary>Notes the credentials in an answer of a gateway, however deep.</summary>
    /// <returns>The answer.</returns>
    public JsonElement SecretMembers(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in answer.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && SecretNames.Contains(member.Name))
                {
                    Secret(member.Value.GetString()!);
                }

                SecretMembers(member.Value);
            }
        }
        else if (answer.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in answer.EnumerateArray())
            {
                SecretMembers(item);
            }
        }

        return answer;
    }

    /// <summary>What was written so far and should not have been.</summary>
    public IReadOnlyList<string> FindSecrets()
    {
        lock (_writing)
        {
            _writer.Flush();
            _file.Position = 0;
            using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
            var findings = SecretScan.Find(LinesOf(reader), [.. _secrets.Keys]).ToArray();
            _file.Seek(0, SeekOrigin.End);
            return findings;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private static IEnumerable<string> LinesOf(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    [GeneratedRegex("PASSWORD|SECRET|TOKEN$|KEY$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretSetting();

    private static string DirectoryOf(Assembly assembly) => Path.Combine(
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!,
        "artifacts",
        "test-logs",
        assembly.GetName().Name!);
}
