using System.Text.Json;

namespace McpGateway.Embeddings.Onnx.Files;

internal static class JsonFile
{
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    public static JsonDocument? Read(string file)
    {
        try
        {
            var json = File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)) : null;
            return json is null or { RootElement.ValueKind: JsonValueKind.Object }
                ? json
                : throw new InvalidDataException($"{file} is no JSON object.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{file} is not JSON.", failure);
        }
    }
}
