namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>
/// Calls of ONNX Runtime that are under way. The end of the process waits for them: it takes the library's globals away, and a thread that
/// is still within ends the process with a signal instead of its exit code.
/// </summary>
internal static class NativeCalls
{
    /// <summary>In milliseconds. A text takes some, a model on a busy machine thousands.</summary>
    private const int Patience = 10_000;

    private static readonly object Gate = new();
    private static int _running;
    private static bool _isOver;

    static NativeCalls() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => End();

    /// <summary>Leaves where the returned value is disposed.</summary>
    /// <exception cref="OperationCanceledException">The process ends.</exception>
    public static Call Enter()
    {
        lock (Gate)
        {
            if (_isOver)
            {
                throw new OperationCanceledException("The process ends.");
            }

            _running++;
            return default;
        }
    }

    private static void Leave()
    {
        lock (Gate)
        {
            _running--;
            Monitor.PulseAll(Gate);
        }
    }

    private static void End()
    {
        var end = Environment.TickCount64 + Patience;
        lock (Gate)
        {
            _isOver = true;
            while (_running > 0 && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(Gate, (int)left);
            }
        }
    }

    internal readonly struct Call : IDisposable
    {
        public void Dispose() => Leave();
    }
}
