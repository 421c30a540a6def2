using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>
/// ONNX Runtime's published libraries report their use to their maker, and keep an id of the device and a file of events in the user's
/// cache. A gateway reports to nobody that its operator has not named.
/// </summary>
internal static partial class RuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> Disabled = new(Disable);

    /// <summary>Call before anything else of the runtime: the switch is read when its environment is made.</summary>
    public static void TurnOff() => _ = Disabled.Value;

    private static bool Disable()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
        else
        {
            // Elsewhere the framework's variables are a copy, which native code does not see.
            _ = SetVariable(Variable, "1", overwrite: 1);
        }

        OrtEnv.Instance().DisableTelemetryEvents();
        return true;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
