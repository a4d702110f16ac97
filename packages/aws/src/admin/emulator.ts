/** Client options for an emulator: it wants a region and a signature, and checks neither. */
export function emulatorClient(endpoint: string) {
  return { endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}
