using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.Credentials.Files;

/// <summary>The directory of token files (<c>.oauth-tokens</c>): each readable by its owner alone, replaced whole or not at all.</summary>
internal sealed class TokenDirectory(string path)
{
    /// <summary>More than the largest token that is in use: some providers put all of a user's groups into it.</summary>
    private const int LargestToken = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public string FullPath { get; } = System.IO.Path.GetFullPath(path);

    public string Of(string name) => System.IO.Path.Combine(FullPath, name);

    public bool Has(string name) => File.Exists(Of(name));

    /// <summary>File names with that pattern, in ordinal order.</summary>
    public IReadOnlyList<string> Find(string pattern) =>
        Directory.Exists(FullPath)
            ? [.. Directory.EnumerateFiles(FullPath, pattern).Select(file => System.IO.Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal)]
            : [];

    /// <returns>Null when it is not there, or is not a JSON object.</returns>
    public JsonObject? Read(string name)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Of(name))) as JsonObject;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Keeps other processes of the commands out until it is disposed of: a refresh token must not be spent twice. What one that was
    /// killed has left behind is put in its place, or removed.
    /// </summary>
    /// <exception cref="TimeoutException">Another process does not finish.</exception>
    public async Task<IDisposable> LockAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var held = await FileLock.TakeAsync(Of(".lock"), Patience, time, cancellationToken);
        try
        {
            ReservedFile.Recover(FullPath, IsToken);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Room for the next content of a file.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public ReservedFile Reserve(string name) => ReservedFile.Take(Of(name), LargestToken);

    public void Write(string name, JsonObject content) => PrivateFile.Write(Of(name), Bytes(content));

    public void Write(string name, string content) => PrivateFile.Write(Of(name), System.Text.Encoding.UTF8.GetBytes(content));

    private static bool IsToken(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("access_token", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static ReadOnlySpan<byte> Bytes(JsonObject content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            content.WriteTo(writer);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }
}
